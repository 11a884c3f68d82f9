import type { Change, MirrorSource, Outbox } from '#export/neo4j';
import type { Graph } from '../graph.ts';

/** A graph as a mirror source, with an outbox in memory. `change` says what became of it, as the store's triggers would. */
export interface TestSource extends MirrorSource {
  change(graph: Graph): void;
}

export function toMirrorSource(first: Graph, project = 'test-project'): TestSource {
  let graph = first;
  const outbox = createOutbox();
  const within =
    <Row>(idOf: (row: Row) => string) =>
    (rows: readonly Row[], ids?: readonly string[]): readonly Row[] =>
      ids ? rows.filter((row) => ids.includes(idOf(row))) : rows;
  const byId = <Row extends { readonly id: string }>(
    rows: readonly Row[],
    ids?: readonly string[],
  ) => within<Row>(({ id }) => id)(rows, ids);
  const byDocument = <Row extends { readonly document: string }>(
    rows: readonly Row[],
    ids?: readonly string[],
  ) => within<Row>(({ document }) => document)(rows, ids);

  return {
    project,
    count: () => ({
      documents: graph.documents.length,
      entities: graph.entities.length,
      mentions: graph.entities.flatMap(({ mentions }) => mentions).length,
      triples: graph.triples.length,
    }),
    documents: (ids) => byId(graph.documents, ids),
    entities: (ids) =>
      byId(graph.entities, ids).map((entity) => ({ ...entity, mentions: entity.mentions.length })),
    sentences: (ids) => byDocument(graph.sentences, ids),
    mentions(ids) {
      const mentions = graph.entities.flatMap((entity) =>
        entity.mentions.map((mention) => ({
          ...mention,
          type: entity.type,
          entity: entity.id,
          sentence: graph.sentences.find(
            ({ document, start, end }) =>
              document === mention.document && start <= mention.start && mention.end <= end,
          ) ?? { start: 0, end: 0 },
        })),
      );
      const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
      return byDocument(mentions, ids).toSorted((a, b) => order(a.document, b.document));
    },
    triples: (ids) => byId(graph.triples, ids),
    outbox,
    change(next) {
      const kinds = ['document', 'entity', 'triple'] as const;
      const lists = { document: 'documents', entity: 'entities', triple: 'triples' } as const;
      for (const kind of kinds) {
        const before = new Map(graph[lists[kind]].map((thing) => [thing.id as string, thing]));
        const after = new Map(next[lists[kind]].map((thing) => [thing.id as string, thing]));
        for (const id of new Set([...before.keys(), ...after.keys()]))
          if (JSON.stringify(before.get(id)) !== JSON.stringify(after.get(id)))
            outbox.note({ kind, id, isNew: !before.has(id) });
      }
      // Names and sentences are told with their document.
      for (const { id } of [...graph.documents, ...next.documents])
        outbox.note({ kind: 'document', id, isNew: false });
      graph = next;
    },
  };
}

function createOutbox(): Outbox & { note(change: Change): void } {
  const mirrors = new Map<string, { written: number; writing: number }>();
  const log: Change[] = [];
  return {
    find: (mirror) => mirrors.get(mirror),
    add(mirror) {
      mirrors.set(mirror, { written: -1, writing: log.length });
      return log.length;
    },
    begin(mirror) {
      const known = mirrors.get(mirror);
      if (known) known.writing = log.length;
      return log.length;
    },
    list(after, upTo) {
      const changes = new Map<string, Change>();
      for (const change of log.slice(after, upTo)) {
        const key = `${change.kind}/${change.id}`;
        changes.set(key, { ...change, isNew: change.isNew || (changes.get(key)?.isNew ?? false) });
      }
      return [...changes.values()];
    },
    settle(mirror, written, again) {
      mirrors.set(mirror, { written, writing: written });
      for (const thing of again) log.push({ ...thing, isNew: false });
    },
    drop: (mirror) => void mirrors.delete(mirror),
    note: (change) => void log.push(change),
  };
}
