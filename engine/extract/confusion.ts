import type { Confusion } from '#domain/views';
import type { Annotation } from './score.ts';

type Labels = ReadonlyMap<string, string>;

/** What stands where a side has nothing. */
const NONE = '';

/** Counts of (gold, predicted) types over the same spans, mentions and relations apart; sorted by count, then by name. */
export function confuse(
  gold: readonly Annotation[],
  predicted: readonly Annotation[],
): { readonly mentions: readonly Confusion[]; readonly relations: readonly Confusion[] } {
  const count = (toLabels: (annotation: Annotation) => Labels): Confusion[] => {
    const counts = new Map<string, Confusion>();
    gold.forEach((annotation, i) => {
      const [want, have] = [toLabels(annotation), toLabels(predicted[i] ?? nothing)];
      for (const key of new Set([...want.keys(), ...have.keys()])) {
        const [from, to] = [want.get(key) ?? NONE, have.get(key) ?? NONE];
        const at = `${from}\0${to}`;
        counts.set(at, { gold: from, predicted: to, count: (counts.get(at)?.count ?? 0) + 1 });
      }
    });
    return [...counts.values()].sort(
      (a, b) => b.count - a.count || (a.gold + a.predicted < b.gold + b.predicted ? -1 : 1),
    );
  };
  return { mentions: count(toMentionLabels), relations: count(toRelationLabels) };
}

const nothing: Annotation = { mentions: [], relations: [] };

function toMentionLabels({ mentions }: Annotation): Labels {
  return new Map(mentions.map(({ from, to, type }) => [`${from} ${to}`, type]));
}

/** A pair of spans with its types, of which there are several only where a corpus or SpERT gives several. */
function toRelationLabels({ mentions, relations }: Annotation): Labels {
  const types = new Map<string, string[]>();
  for (const { head, tail, type } of relations) {
    const [a, b] = [mentions[head], mentions[tail]];
    const key = `${a?.from} ${a?.to} ${b?.from} ${b?.to}`;
    types.set(key, [...(types.get(key) ?? []), type].sort());
  }
  return new Map([...types].map(([key, all]) => [key, all.join(' + ')]));
}
