import type { EntityId } from '#domain/ids';
import type { Meant } from './decide.ts';
import { findQuote, seenAt, type Quote, type Seen, type View } from './quotes.ts';

/** Whether a view shows what an operation meant: read from the texts alone. `unknown` where its words are not there. */
export type Holds = 'yes' | 'no' | 'unknown';

const toHolds = (is: boolean): Holds => (is ? 'yes' : 'no');

export function holds(view: View, meant: Meant): Holds {
  const { kind, groups, places, facts, given } = meant;
  switch (kind) {
    case 'entity.merge': {
      const entities = groups.map((group) => entityOf(view, group));
      if (entities.some((id) => id === undefined)) return 'unknown';
      return toHolds(new Set(entities).size === 1);
    }
    case 'entity.separate': {
      const entities = groups.map((group) => entityOf(view, group));
      if (entities.some((id) => id === undefined)) return 'unknown';
      return toHolds(new Set(entities).size === entities.length);
    }
    case 'entity.split': {
      const chosen = seenOf(view, places).map(({ entity }) => entity);
      const asSplit = new Set(places.map(toKey));
      const rest = (groups[0] ?? []).filter((quote) => !asSplit.has(toKey(quote)));
      const left = seenOf(view, rest).map(({ entity }) => entity);
      if (chosen.length === 0 || left.length === 0) return 'unknown';
      return toHolds(chosen.every((id) => !left.includes(id)));
    }
    case 'entity.rename':
    case 'entity.retype':
    case 'entity.addAlias': {
      const entity = entityOf(view, groups[0] ?? []);
      const row = entity === undefined ? undefined : view.entities.get(entity);
      if (!row) return 'unknown';
      if (kind === 'entity.retype') return toHolds(row.type === given);
      return toHolds(kind === 'entity.rename' ? row.name === given : row.aliases.includes(given));
    }
    case 'entity.hide': {
      const found = (groups[0] ?? []).filter((quote) => findQuote(view, quote));
      if (found.length === 0) return 'unknown';
      return toHolds(seenOf(view, found).length * 2 < found.length);
    }
    case 'mention.add':
    case 'mention.remove': {
      const [place] = places;
      const at = place && findQuote(view, place);
      if (!at) return 'unknown';
      return toHolds((seenAt(view, at) !== undefined) === (kind === 'mention.add'));
    }
    case 'triple.accept':
    case 'triple.add':
    case 'triple.reject':
    case 'triple.edit': {
      const [fact] = facts;
      const there = (fact?.said ?? []).flatMap(([subject, object]) => {
        const [from, to] = [findQuote(view, subject), findQuote(view, object)];
        return from && to ? [[from, to] as const] : [];
      });
      if (!fact || there.length === 0) return 'unknown';
      const says = ([from, to]: (typeof there)[number], predicate: string) =>
        view.facts.some(
          (each) =>
            each.number === from.number &&
            each.predicate === predicate &&
            overlaps(each.subject, from) &&
            overlaps(each.object, to),
        );
      if (kind === 'triple.accept' || kind === 'triple.add')
        return toHolds(there.some((pair) => says(pair, fact.predicate)));
      return toHolds(!there.some((pair) => says(pair, fact.predicate)));
    }
    default:
      return 'unknown';
  }
}

const toKey = ({ number, before, text, after }: Quote): string =>
  [number, before, text, after].join('\0');

export function seenOf(view: View, quotes: readonly Quote[]): readonly Seen[] {
  return quotes.flatMap((quote) => seenAt(view, findQuote(view, quote)) ?? []);
}

/** What most of the names stand for. */
export function entityOf(view: View, quotes: readonly Quote[]): EntityId | undefined {
  const votes = new Map<EntityId, number>();
  for (const { entity } of seenOf(view, quotes)) votes.set(entity, (votes.get(entity) ?? 0) + 1);
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0];
}

export function overlaps(
  a: { readonly start: number; readonly end: number },
  b: { readonly start: number; readonly end: number },
): boolean {
  return a.start < b.end && a.end > b.start;
}
