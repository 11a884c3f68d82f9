import type { Operation } from '#domain/curation';
import type { EntityId, TripleId } from '#domain/ids';
import type { Neo4jProposal } from '#domain/read-back';
import { compare } from './compare.ts';
import type { Database } from './database.ts';
import { createJudge, type Comparison } from './judge.ts';
import { layers } from './layers.ts';
import { findMoves } from './moves.ts';
import { isName } from './names.ts';
import type { Stored } from './reading.ts';
import { toEntityUid, type Row } from './rows.ts';

/** More are not proposed at once; once these are decided the next are. */
const MOST = 1000;

/**
 * What people did to entities and relationships in the database, as steps of curation: a name that reads otherwise is a
 * rename, another type a retype, a name more an alias; a node that is gone was hidden, or merged where what hung on it
 * now hangs on another; a relationship that is gone was rejected. Only what this project wrote itself is looked at, and
 * only where it knows that it wrote it. Nothing is changed anywhere.
 */
export async function listProposals(comparison: Comparison): Promise<readonly Neo4jProposal[]> {
  const { database, edition } = comparison;
  const judge = createJudge(comparison);
  const proposals: Neo4jProposal[] = [];
  const gone: Row[] = [];
  for (const layer of layers) {
    if (layer.kind !== 'entity' && layer.kind !== 'relationship') continue;
    for await (const difference of compare(comparison, layer, judge)) {
      if (difference.kind !== 'drift' || !difference.row) continue;
      const { row, drift } = difference;
      if (layer.kind === 'relationship') {
        if (drift.kind === 'removed') proposals.push(toRejection(row));
      } else if (drift.kind === 'removed') gone.push(row);
      else if (drift.stored) proposals.push(...toAmendments(row, drift.stored));
      if (proposals.length + gone.length >= MOST) break;
    }
  }
  return [...(await explain(comparison, database, edition.project, gone)), ...proposals];
}

/** Each entity whose node is gone: merged into another, or hidden. */
async function explain(
  comparison: Comparison,
  database: Database,
  project: string,
  gone: readonly Row[],
): Promise<readonly Neo4jProposal[]> {
  if (gone.length === 0) return [];
  const moves = await findMoves(comparison, gone);
  const names = new Map(gone.map((row) => [row.uid, toName(row)]));
  const missing = [...moves.values()].filter((uid) => !names.has(uid));
  const found = await database.read(
    'MATCH (n:Entity) WHERE n.uid IN $uids RETURN n.uid AS uid, n.name AS name',
    { uids: missing },
    missing.length,
  );
  for (const { uid, name } of found) names.set(String(uid), String(name));
  const groups = Map.groupBy(gone, ({ uid }) => moves.get(uid));
  const proposals: Neo4jProposal[] = [];
  for (const [into, rows] of groups)
    if (into === undefined)
      for (const row of rows)
        proposals.push({
          title: `Hide ${toName(row)}`,
          reason: 'Its node was deleted in Neo4j.',
          operation: { kind: 'entity.hide', entity: toEntity(row.uid, project) },
        });
    else {
      const others = rows.filter(({ uid }) => uid !== into);
      if (others.length === 0) continue;
      const entities = [into, ...others.map(({ uid }) => uid)].map((uid) => toEntity(uid, project));
      const all = [into, ...others.map(({ uid }) => uid)].map((uid) => names.get(uid) ?? '');
      proposals.push({
        title: `Merge ${all.slice(1).join(', ')} into ${all[0]}`,
        reason: 'In Neo4j one node stands for all of them.',
        operation: { kind: 'entity.merge', entities },
      });
    }
  return proposals;
}

function toRejection({ owner, title }: Row): Neo4jProposal {
  return {
    title: `Reject ${title}`,
    reason: 'Its relationship was deleted in Neo4j.',
    operation: { kind: 'triple.reject', triple: owner.id as TripleId },
  };
}

function toAmendments(row: Row, { labels, properties }: Stored): readonly Neo4jProposal[] {
  const entity = row.owner.id as EntityId;
  const before = toName(row);
  const propose = (title: string, reason: string, operation: Operation) => ({
    ...{ title, reason, operation },
  });
  const proposals: Neo4jProposal[] = [];
  const { name, type, aliases } = properties;
  if (typeof name === 'string' && name !== before && isTextual(name))
    proposals.push(
      propose(`Rename ${before} to ${name.trim()}`, 'Its name was changed in Neo4j.', {
        ...{ kind: 'entity.rename', entity, name: name.trim() },
      }),
    );
  const [label, ...more] = labels.filter((one) => one !== 'Entity');
  const retyped = type === row.label ? (more.length === 0 ? label : row.label) : type;
  if (typeof retyped === 'string' && retyped !== row.label && isName(retyped))
    proposals.push(
      propose(`Make ${before} a ${retyped}`, 'Its type was changed in Neo4j.', {
        ...{ kind: 'entity.retype', entity, type: retyped },
      }),
    );
  const known = new Set<unknown>([before, ...((row.properties['aliases'] ?? []) as string[])]);
  for (const alias of Array.isArray(aliases) ? aliases : [])
    if (typeof alias === 'string' && !known.has(alias) && isTextual(alias))
      proposals.push(
        propose(`Call ${before} also ${alias.trim()}`, 'A name was added in Neo4j.', {
          ...{ kind: 'entity.addAlias', entity, alias: alias.trim() },
        }),
      );
  return proposals;
}

/** As the command takes it. */
function isTextual(text: string): boolean {
  return text.trim() !== '' && text.length <= 200;
}

function toName({ properties }: Row): string {
  const { name } = properties;
  return typeof name === 'string' ? name : '';
}

function toEntity(uid: string, project: string): EntityId {
  return uid.slice(toEntityUid(project, '').length) as EntityId;
}
