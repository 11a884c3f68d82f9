/**
 * What a database elsewhere (a mirror) has not been told yet. Rows are written by triggers, in the transaction of the
 * change itself: no path to the graph, an import, a person's decision or one that is yet to be built, can forget to.
 * While there is no mirror they cost one look into an empty table, and nothing is written.
 *
 * `outbox` only grows at its end and may name a thing many times; the reader sums up. `written` of a mirror is the last
 * row it was brought up to, `writing` the one that a write under way brings it to.
 */
export const OUTBOX: readonly string[] = [
  `CREATE TABLE mirror (
  id TEXT PRIMARY KEY,
  written INTEGER NOT NULL,
  writing INTEGER NOT NULL
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('document', 'entity', 'triple')),
  id TEXT NOT NULL,
  is_new INTEGER NOT NULL
) STRICT`,
  ...['document', 'entity', 'triple'].flatMap(onThing),
  // A document goes by the path of its first source.
  ...onPointer('source', 'document', 'UPDATE OF path, document'),
  // Its names and sentences are told with it, and a fact's evidence with the fact.
  ...onPointer('mention', 'document', 'UPDATE'),
  ...onPointer('relation', 'triple', 'UPDATE'),
  // A mirror that nobody writes to any more must not let the file grow for ever; its next write compares everything.
  `CREATE TRIGGER outbox_bounded AFTER INSERT ON outbox WHEN NEW.sequence % 100000 = 0 BEGIN
  DELETE FROM mirror WHERE written < NEW.sequence - 2000000;
  DELETE FROM outbox WHERE sequence <= (SELECT coalesce(min(written), NEW.sequence) FROM mirror);
END`,
];

/** The row of the thing itself. */
function onThing(table: string): readonly string[] {
  return (['INSERT', 'UPDATE', 'DELETE'] as const).map(
    (event) => `CREATE TRIGGER outbox_${table}_${event.toLowerCase()} AFTER ${event} ON ${table}
WHEN EXISTS (SELECT 1 FROM mirror) BEGIN
  INSERT INTO outbox (kind, id, is_new)
    VALUES ('${table}', ${event === 'DELETE' ? 'OLD' : 'NEW'}.id, ${event === 'INSERT' ? 1 : 0});
END`,
  );
}

/** A row that points at the thing. Many come and go in a row: not noted again where the last note says so and nobody has read it. */
function onPointer(table: string, kind: 'document' | 'triple', update: string): readonly string[] {
  const note = (row: 'NEW' | 'OLD'): string => `
  INSERT INTO outbox (kind, id, is_new) SELECT '${kind}', id, 0 FROM ${kind} WHERE key = ${row}.${kind}
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE sequence = (SELECT max(sequence) FROM outbox)
      AND kind = '${kind}' AND id = ${kind}.id AND sequence > (SELECT max(writing) FROM mirror));`;
  const steps = { INSERT: note('NEW'), [update]: note('OLD') + note('NEW'), DELETE: note('OLD') };
  return Object.entries(steps).map(
    ([
      event,
      body,
    ]) => `CREATE TRIGGER outbox_${table}_${event.slice(0, 6).toLowerCase()} AFTER ${event} ON ${table}
WHEN EXISTS (SELECT 1 FROM mirror) BEGIN${body}
END`,
  );
}
