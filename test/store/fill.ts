import type { DatabaseSync } from 'node:sqlite';

/**
 * Fills an empty project with `relations` relations, 20 a document, in bulk: what `storeDocument` would leave, save for
 * hashes and ids, in a tenth of the time. Every sentence is 80 units long, so that offsets can be counted in SQL.
 */
export function fill(database: DatabaseSync, relations: number): void {
  const documents = Math.ceil(relations / 20);
  const entities = Math.ceil(relations / 5);
  const wave = (salt: number): string => `(sin(n * 12.9898 + ${salt}) * 43758.5453)`;
  const dice = (salt: number): string => `(${wave(salt)} - floor(${wave(salt)}))`;
  const numbers = (count: number): string =>
    `WITH RECURSIVE c (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < ${count - 1})`;
  const entity = (salt: number): string =>
    `1 + CAST(${entities} * pow(${dice(salt)}, 3) AS INTEGER)`;
  const name = (key: string): string =>
    `printf('%s %xson', substr('Ada Bo  Cleo', 1 + 4 * (${key} % 3), 4), ${key})`;
  const type = (key: string): string => `substr('PeopOrg Loc Misc', 1 + 4 * (${key} % 4), 4)`;
  const predicate = (key: string): string =>
    `substr('Work_ForLive_In Kill    Near_By ', 1 + 8 * (${key} % 4), 8)`;
  database.exec(`
    BEGIN;
    CREATE TEMP TABLE said AS ${numbers(relations)}
      SELECT n, n / 20 + 1 AS document, n % 20 AS position, ${entity(17)} AS subject, ${entity(104729)} AS object,
        CAST(4 * ${dice(31)} AS INTEGER) AS predicate, 0.5 + ${dice(7)} / 2 AS score FROM c;
    INSERT INTO document (key, id, sha256, format, title, state, run, model, sentences, mentions, triples, hash)
      ${numbers(documents)} SELECT n + 1, printf('d%024x', n), printf('%064x', n), 'txt', 'Report ' || n, 'done',
        'r1', 'minilm/news@0', 20, 40, 20, '' FROM c;
    INSERT INTO source (path, name, root, bytes, modified, sha256, state, settled, document)
      ${numbers(documents)} SELECT printf('/crowd/%d/report-%d.txt', n % 100, n), printf('report-%d.txt', n), '/crowd', 1600, n,
        printf('%064x', n), 'done', 'done', n + 1 FROM c;
    INSERT INTO layout (document, blocks, pages, metadata) ${numbers(documents)} SELECT n + 1, '[]', '[]', '{}' FROM c;
    INSERT INTO entity (key, id, type, form, name, folded, aliases, mentions, documents, triples)
      SELECT key, printf('e%024x', key), trim(${type('key')}), '', ${name('key')}, lower(${name('key')}), '[]', count(*),
        count(DISTINCT document), 0
      FROM (SELECT subject AS key, document FROM said UNION ALL SELECT object, document FROM said) GROUP BY key;
    INSERT INTO surface_form (entity, text, mentions) SELECT key, name, mentions FROM entity;
    INSERT INTO triple (id, subject, predicate, object, subject_type, object_type, score, relations, documents, sentences)
      SELECT printf('t%024x', min(n)), subject, trim(${predicate('predicate')}), object, trim(${type('subject')}), trim(${type('object')}),
        max(score), count(*), count(DISTINCT document), count(*) FROM said GROUP BY subject, predicate, object;
    UPDATE entity SET triples = d.triples FROM (SELECT entity, count(*) AS triples FROM
      (SELECT key, subject AS entity FROM triple UNION SELECT key, object FROM triple) GROUP BY entity) d WHERE d.entity = key;
    INSERT INTO cell SELECT predicate, subject_type, object_type, count(*) FROM triple GROUP BY 1, 2, 3;
    INSERT INTO entity_count SELECT type, count(*) FROM entity GROUP BY type;
    INSERT INTO sentence (key, document, position, start, end)
      SELECT n + 1, document, position, 80 * position, 80 * position + 79 FROM said;
    CREATE TEMP TABLE line AS SELECT n, document, position,
      printf('%-20s was met by the old mill in June with %-20s.' || char(10), ${name('subject')}, ${name('object')}) AS text FROM said;
    INSERT INTO piece (document, number, start, text)
      SELECT document, 0, 0, group_concat(text, '') FROM (SELECT * FROM line ORDER BY n) GROUP BY document;
    INSERT INTO mention (document, position, sentence, start, end, type, text, score, entity)
      SELECT document, 2 * position, position, 80 * position, 80 * position + length(${name('subject')}),
        trim(${type('subject')}), ${name('subject')}, score, subject FROM said UNION ALL
      SELECT document, 2 * position + 1, position, 80 * position + 58, 80 * position + 58 + length(${name('object')}),
        trim(${type('object')}), ${name('object')}, score, object FROM said;
    INSERT INTO relation (document, position, sentence, head, tail, type, score, triple)
      SELECT said.document, said.position, said.position, 2 * said.position, 2 * said.position + 1, t.predicate, said.score, t.key
      FROM said CROSS JOIN triple t INDEXED BY triple_subject
      WHERE t.subject = said.subject AND t.object = said.object AND t.predicate = trim(${predicate('said.predicate')});
    INSERT INTO sentence_words (rowid, text) SELECT n + 1, text FROM line;
    INSERT INTO entity_names (rowid, names) SELECT key, folded FROM entity;
    DROP TABLE temp.said;
    DROP TABLE temp.line;
    COMMIT;
  `);
}
