import type { EntityId } from '#domain/ids';
import type { Link, Profile, ReasonKind } from '#domain/linking';
import { digest } from '#engine/digest';
import { compareFeatures } from '#resolve/compare';
import { WEIGHTS } from '#resolve/fitted';
import { findPairs } from '#resolve/pairs';
import { toProfiles } from '#resolve/profiles';
import { resolve } from '#resolve/resolve';
import type { NamedDocument } from './corpora.ts';
import { isContradicted, isCounted } from './fields.ts';

/** The homes of some documents, and who each is, where all that is labelled of it agrees. */
export function toHomes(documents: readonly NamedDocument[]): {
  readonly profiles: readonly Profile[];
  readonly labels: ReadonlyMap<EntityId, string>;
} {
  const found = new Map<EntityId, Set<string>>();
  const resolved = documents.map(({ text, extraction, labels }) => {
    const resolution = resolve({ text, extractions: [extraction], digest });
    for (const { entity, mentions } of resolution.clusters)
      for (const position of mentions) {
        const mention = resolution.mentions[position];
        const label = mention && labels[extraction.mentions.indexOf(mention)];
        if (label !== undefined) found.set(entity, (found.get(entity) ?? new Set()).add(label));
      }
    return { id: digest(text), text, resolution };
  });
  const labels = new Map(
    [...found].flatMap(([home, [label, other]]) =>
      label === undefined || other !== undefined ? [] : [[home, label] as const],
    ),
  );
  return { profiles: toProfiles(resolved, digest), labels };
}

/** Every pair of homes that meet, compared; those that stay apart too. */
export function* eachLink(profiles: readonly Profile[]): Generator<Link> {
  const { each, statistics } = findPairs({
    count: profiles.length,
    get: (place) => profiles[place] as Profile,
  });
  for (const [a, b] of each()) yield compareFeatures(a, b, statistics);
}

export interface Judged {
  readonly bits: number;
  readonly isSame: boolean;
}

/** Below so many bits nothing is ever asked, and labels say more of slips of those who labelled than of weights. */
const LEAST = -3;

/** Pairs of which it is known whether they are one thing, with the bits that `weigh` gives them. */
export function listJudged(
  documents: readonly NamedDocument[],
  weigh: (kind: ReasonKind) => number = (kind) => WEIGHTS[kind],
): readonly Judged[] {
  const { profiles, labels } = toHomes(documents);
  return [...eachLink(profiles)].flatMap(({ left, right, reasons }) => {
    const [one, other] = [labels.get(left), labels.get(right)];
    if (one === undefined || other === undefined || isContradicted(reasons)) return [];
    const bits = reasons.reduce(
      (sum, { kind, weight }) =>
        sum +
        (isCounted(kind)
          ? (weight / WEIGHTS[kind]) * weigh(kind)
          : weight + weigh(kind) - WEIGHTS[kind]),
      0,
    );
    return bits < LEAST ? [] : [{ bits, isSame: one === other }];
  });
}
