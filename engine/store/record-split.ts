import type { Place } from '#domain/curation';
import { Failure } from '#domain/failure';
import { toEntityId, type EntityId } from '#domain/ids';
import type { Anchor, Recorded } from '#domain/recorded';
import { digest } from './facts.ts';
import type { Project } from './project.ts';
import {
  describe,
  findMention,
  getDocumentKey,
  getEntity,
  listUnitIds,
  type Context,
  type MentionRecord,
} from './unit-refs.ts';

export function recordSplit(context: Context, id: EntityId, places: readonly Place[]): Recorded {
  const { project, standing, anchors } = context;
  const { key, name } = getEntity(project, id);
  const chosen = places.map((place) => {
    const mention = findMention(project, getDocumentKey(project, place.document), place);
    if (!mention || mention.entity !== id)
      throw new Failure('decision-refused', `${name} is not named at one of these places`);
    return mention;
  });
  const total = project.get<{ mentions: number }>('SELECT mentions FROM entity WHERE key = ?', key);
  const distinct = new Map(
    chosen.map((mention) => [`${mention.document}/${mention.position}`, mention]),
  );
  if (distinct.size >= total.mentions)
    throw new Failure('decision-refused', `${name} would be left without a name`);
  // Homes that go as a whole go with all that later documents bring, unless a person joined them to what stays.
  const unitIds = listUnitIds(context, id);
  const perHome = new Map<EntityId, MentionRecord[]>();
  for (const mention of distinct.values())
    perHome.set(mention.home, [...(perHome.get(mention.home) ?? []), mention]);
  const whole = [...perHome].flatMap(([home, mentions]) =>
    unitIds.includes(home) && mentions.length === countMentions(project, key, id, home)
      ? [home]
      : [],
  );
  const held = (unit: EntityId) => standing.components.get(unit) ?? unit;
  const goes = new Set<EntityId>(whole);
  for (const unit of whole) {
    const stays = unitIds.filter((other) => !goes.has(other));
    if (stays.some((other) => held(other) === held(unit))) goes.delete(unit);
  }
  const parts = [...distinct.values()].filter(({ home }) => !goes.has(home));
  const spans = parts.map((mention) => anchors.toAnchor(mention.document, mention));
  return {
    kind: 'entity.split',
    from: describe(context, id, name),
    unit: toPartId(spans),
    mentions: spans,
    whole: [...goes].map((unit) => describe(context, unit, name)),
    rest: unitIds.filter((unit) => !goes.has(unit)).map((unit) => describe(context, unit, name)),
  };
}

/** By what it holds, so that two people who split alike make the same. */
function toPartId(anchors: readonly Anchor[]): EntityId {
  const places = anchors.map(({ document, start, end }) => `${document}:${start}:${end}`).sort();
  return toEntityId(digest, '', places.join('\0'));
}

function countMentions(project: Project, key: number, id: EntityId, home: EntityId): number {
  const sql =
    home === id
      ? 'SELECT count(*) AS mentions FROM mention WHERE entity = ?1 AND home IS NULL AND ?2 IS NOT NULL'
      : 'SELECT count(*) AS mentions FROM mention WHERE home = (SELECT key FROM home WHERE id = ?2) AND entity = ?1';
  return project.get<{ mentions: number }>(sql, key, home).mentions;
}
