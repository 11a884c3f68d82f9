import type { Comparison } from './judge.ts';
import { isName, toQuoted } from './names.ts';
import { toMentionRow, toRelationshipRow, type Row } from './rows.ts';

/** Of one entity this many names and facts are asked for where they hang now. */
const WITNESSES = 50;
const BATCH = 500;

/**
 * Entities whose nodes are gone → the uid of the node on which their names and relationships hang now, where there is one.
 * Asked of the database: it is not told how people merge, by hand or by a procedure, which may leave both uids in a list.
 */
export async function findMoves(
  { source, database, edition }: Comparison,
  gone: readonly Row[],
): Promise<ReadonlyMap<string, string>> {
  const project = edition.project;
  const uids = new Set(gone.map(({ uid }) => uid));
  const votes = new Map<string, Map<string, number>>();
  const vote = (from: string, to: unknown): void => {
    if (typeof to !== 'string' || to === from || !to.startsWith(`${project}/entity/`)) return;
    const ballot = votes.get(from) ?? new Map<string, number>();
    votes.set(from, ballot.set(to, (ballot.get(to) ?? 0) + 1));
  };

  const asked = new Map<string, number>();
  const isAsked = (uid: string | undefined): uid is string => {
    if (uid === undefined || !uids.has(uid)) return false;
    asked.set(uid, (asked.get(uid) ?? 0) + 1);
    return (asked.get(uid) ?? 0) <= WITNESSES;
  };

  if (edition.preset === 'everything') {
    const mentions = new Map<string, string>();
    for (const mention of source.mentions()) {
      const { uid, links } = toMentionRow(edition, mention);
      const [entity] = links['entity'] ?? [];
      if (typeof entity === 'string' && isAsked(entity)) mentions.set(uid, entity);
    }
    for (const batch of inBatches([...mentions.keys()]))
      for (const { uid, entity } of await database.read(
        'MATCH (m:Mention)-[:REFERS_TO]->(n:Entity) WHERE m.uid IN $uids RETURN m.uid AS uid, n.uid AS entity',
        { uids: batch },
        BATCH * 4,
      ))
        vote(mentions.get(String(uid)) ?? '', entity);
  }

  const relationships = new Map<string, Row>();
  for (const triple of source.triples()) {
    const row = toRelationshipRow(edition, triple);
    const ends = [row.links['subject']?.[0], row.links['object']?.[0]];
    const isWitness = ends.map((end) => isAsked(typeof end === 'string' ? end : undefined));
    if (isWitness.includes(true) && isName(row.shelf)) relationships.set(row.uid, row);
  }
  for (const [type, rows] of Map.groupBy(relationships.values(), ({ shelf }) => shelf))
    for (const batch of inBatches(rows))
      for (const { uid, subject, object } of await database.read(
        `MATCH (a)-[n:${toQuoted(type)}]->(b) WHERE n.uid IN $uids
RETURN n.uid AS uid, a.uid AS subject, b.uid AS object`,
        { uids: batch.map((row) => row.uid) },
        BATCH,
      )) {
        const { links } = relationships.get(String(uid)) ?? {};
        for (const [end, now] of [
          [links?.['subject']?.[0], subject],
          [links?.['object']?.[0], object],
        ])
          if (typeof end === 'string' && uids.has(end)) vote(end, now);
      }

  const merged = new Map<string, string>();
  for (const { list } of await database.read(
    `MATCH (n:Entity) WHERE any(uid IN [] + n.uid WHERE uid IN $uids) RETURN [] + n.uid AS list`,
    { uids: [...uids] },
    BATCH,
  ))
    if (Array.isArray(list)) {
      const [first, ...others] = list.filter((uid) => typeof uid === 'string');
      for (const uid of others) merged.set(uid, String(first));
      if (typeof first === 'string' && others.length > 0) merged.set(first, first);
    }
  return new Map([
    ...[...votes].map(([from, ballot]) => [from, toWinner(ballot)] as const),
    ...merged,
  ]);
}

function toWinner(ballot: ReadonlyMap<string, number>): string {
  return [...ballot].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function* inBatches<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}
