import type { LinkReason, ReasonKind } from '#domain/linking';
import type { Pattern, Prior } from '#resolve/em';
import { WEIGHTS } from '#resolve/fitted';
import { PRIORS } from '#resolve/weights';

/** A field of the model: its levels, each with the kind of evidence that it is noted as, how many times, and what that was worth. */
export interface Field {
  readonly levels: readonly Level[];
}

interface Level {
  readonly kind: ReasonKind | undefined;
  readonly times: number;
  /** By the committed priors. */
  readonly bits: number;
  readonly takes: (reasons: readonly LinkReason[]) => boolean;
}

/** `kind` noted with `times` its own weight or more. */
function toLevel(kind: ReasonKind, times = 1): Level {
  return {
    kind,
    times,
    bits: PRIORS[kind] * times,
    takes: (reasons) =>
      reasons.some(
        (reason) =>
          reason.kind === kind &&
          (times === 1 && !isCounted(kind) ? true : reason.weight / WEIGHTS[kind] > times - 0.25),
      ),
  };
}

/** Noted with a multiple of its weight; all others with what is added to it. */
export function isCounted(kind: ReasonKind): boolean {
  return /^(?:company|neighbours|name\.common)/u.test(kind);
}

const NOT_NAMES = new Set<string>([
  'name.rare',
  'name.common',
  'name.shared',
  'name.numberDiffers',
]);

/** Later ones say more of a pair in which two are noted. */
const NAMES = (Object.keys(PRIORS) as ReasonKind[]).filter(
  (kind) => kind.startsWith('name.') && !NOT_NAMES.has(kind) && !kind.endsWith('iffers'),
);

const NOTHING: Level = { kind: undefined, times: 0, bits: 0, takes: () => true };

/**
 * What is fitted. Company and shared facts keep their priors: what they are worth depends on the folder, and in one on a
 * single subject, where everybody shares company, the weights of scattered texts merged companies with their rivals.
 */
export const FIELDS: readonly Field[] = [
  { levels: NAMES.map((kind) => toLevel(kind)) },
  {
    levels: [NOTHING, toLevel('name.rare'), toLevel('name.common', 0.5), toLevel('name.common')],
  },
];

/** What contradicts, and a document that tells two apart, is a rule and no evidence to be weighed: such pairs are left out. */
export function isContradicted(reasons: readonly LinkReason[]): boolean {
  return reasons.some(
    ({ kind }) =>
      kind.endsWith('iffers') || kind === 'company.together' || kind === 'attribute.contradicts',
  );
}

/** What was noted of a pair → its level in each field, and the bits that are none's: bearers, length of an acronym, ids. */
export function toPattern(reasons: readonly LinkReason[]): Pattern {
  const levels = FIELDS.map((field) => field.levels.findLastIndex(({ takes }) => takes(reasons)));
  const noted = new Set<ReasonKind | undefined>(
    FIELDS.map((field, at) => field.levels[levels[at] ?? 0]?.kind),
  );
  let offset = 0;
  for (const { kind, weight } of reasons) {
    if (kind === 'prior' || kind === 'name.common') continue;
    // Of two names that agree in two ways the weaker way is left out.
    if (!kind.startsWith('name.') || kind === 'name.shared') offset += weight;
    else if (noted.has(kind)) offset += weight - WEIGHTS[kind];
  }
  return { levels, count: 1, offset: Math.round(offset * 2) / 2 };
}

/** Equal patterns counted together. */
export function countPatterns(patterns: Iterable<Pattern>): readonly Pattern[] {
  const counted = new Map<string, Pattern>();
  for (const pattern of patterns) {
    const at = JSON.stringify([pattern.levels, pattern.offset, pattern.belief]);
    const known = counted.get(at);
    counted.set(at, known ? { ...known, count: known.count + pattern.count } : pattern);
  }
  return [...counted.values()];
}

/**
 * The priors' bits → distributions: u and m such that log2(m / u) is the prior's weight of each level (but for what goes
 * into the share), and their mixture is what is seen.
 */
export function toPrior(patterns: readonly Pattern[], share: number): Prior {
  const m: Float64Array[] = [];
  const u: Float64Array[] = [];
  for (const [at, { levels }] of FIELDS.entries()) {
    const seen = new Float64Array(levels.length).fill(0.5);
    for (const pattern of patterns) {
      const level = pattern.levels[at] ?? -1;
      if (level >= 0) seen[level] = (seen[level] ?? 0) + pattern.count;
    }
    const sum = seen.reduce((total, count) => total + count, 0);
    const toU = (shift: number) =>
      levels.map(
        ({ bits }, level) => (seen[level] ?? 0) / sum / (share * 2 ** (bits + shift) + 1 - share),
      );
    let [low, high] = [-40, 40];
    for (let round = 0; round < 80; round += 1) {
      const middle = (low + high) / 2;
      if (toU(middle).reduce((total, part) => total + part, 0) > 1) low = middle;
      else high = middle;
    }
    u.push(Float64Array.from(toU(low)));
    m.push(
      Float64Array.from(toU(low), (part, level) => part * 2 ** ((levels[level]?.bits ?? 0) + low)),
    );
  }
  return { m, u, share, strength: 1 };
}

/** So many pairs of each level of each field, judged as the prior judges: by them a level that is hardly seen keeps its weight. */
export function toPseudo({ m, u, share }: Prior, strength: number): readonly Pattern[] {
  return FIELDS.flatMap(({ levels }, at) =>
    levels.map((_, level): Pattern => {
      const odds = (share * (m[at]?.[level] ?? 0)) / ((1 - share) * (u[at]?.[level] ?? 1));
      return {
        levels: FIELDS.map((__, field) => (field === at ? level : -1)),
        count: strength,
        belief: odds / (1 + odds),
      };
    }),
  );
}
