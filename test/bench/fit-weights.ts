import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReasonKind } from '#domain/linking';
import { fit, type Fitted, type Pattern, type Prior } from '#resolve/em';
import { PRIORS } from '#resolve/weights';
import { root } from '../line/command.ts';
import { readDocRed, readKnowledgeNet } from './weights/corpora.ts';
import {
  countPatterns,
  FIELDS,
  isContradicted,
  toPattern,
  toPrior,
  toPseudo,
} from './weights/fields.ts';
import { eachLink, listJudged, toHomes, type Judged } from './weights/pairs.ts';

// node test/bench/fit-weights.ts [--write]: the weights of linking by EM, from the committed priors and names that
// no figure is reported on; --write puts them into engine/resolve/fitted.ts. What stood there before makes no difference.
// Without a label: Re-DocRED. Half labelled: KnowledgeNet's folds 1 and 2. The intercept: its fold 3.

/** How many pairs the prior of each level is worth. Between 20 and 500 wiki-fair's B³ went from 0.880 to 0.897 in earlier fits. */
const STRENGTH = 50;

function* eachPattern(): Generator<Pattern> {
  for (const { reasons } of eachLink(toHomes(readDocRed()).profiles))
    if (!isContradicted(reasons)) yield toPattern(reasons);
  const { profiles, labels } = toHomes(readKnowledgeNet([1, 2]));
  for (const { left, right, reasons } of eachLink(profiles)) {
    if (isContradicted(reasons)) continue;
    const [one, other] = [labels.get(left), labels.get(right)];
    const isLabelled = one !== undefined && other !== undefined;
    yield { ...toPattern(reasons), ...(isLabelled ? { belief: one === other ? 1 : 0 } : {}) };
  }
}

/** The share at which the distributions say all that the priors say, `prior` among it. */
function findPrior(patterns: readonly Pattern[]): Prior {
  let [low, high] = [0.001, 0.999];
  for (let round = 0; round < 50; round += 1) {
    const middle = (low + high) / 2;
    if (toBase(toPrior(patterns, middle), true) < PRIORS.prior) low = middle;
    else high = middle;
  }
  return toPrior(patterns, low);
}

/** Bits of a pair of which nothing is noted; by the hand-set scale, those of a name of no weight. */
function toBase({ m, u, share }: Fitted, isPrior = false): number {
  return FIELDS.reduce(
    (bits, { levels: [first, second] }, at) => {
      if (first?.kind === undefined) return bits + toWeight(m[at]?.[0], u[at]?.[0]);
      return isPrior ? bits + toWeight(m[at]?.[1], u[at]?.[1]) - (second?.bits ?? 0) : bits;
    },
    toWeight(share, 1 - share),
  );
}

function toWeight(m = 1, u = 1): number {
  return Math.log2(m / u);
}

/** By kind; what is counted up to three gets one weight for each. */
function toWeights({ m, u }: Fitted, patterns: readonly Pattern[]): Map<ReasonKind, number> {
  const weights = new Map<ReasonKind, number>();
  for (const [at, { levels }] of FIELDS.entries()) {
    const zero = levels[0]?.kind === undefined ? toWeight(m[at]?.[0], u[at]?.[0]) : 0;
    const sums = new Map<ReasonKind, { bits: number; square: number }>();
    for (const [level, { kind, times }] of levels.entries()) {
      if (kind === undefined) continue;
      const sum = sums.get(kind) ?? { bits: 0, square: 0 };
      const seen = patterns.reduce(
        (count, pattern) => count + (pattern.levels[at] === level ? pattern.count : 0),
        1,
      );
      sum.bits += seen * times * (toWeight(m[at]?.[level], u[at]?.[level]) - zero);
      sum.square += seen * times * times;
      sums.set(kind, sum);
    }
    for (const [kind, { bits, square }] of sums) weights.set(kind, bits / square);
  }
  return weights;
}

/** What has to be added to all bits for as many of the pairs to be one thing as is said. */
function calibrate(judged: readonly Judged[]): number {
  let [low, high] = [-10, 10];
  const right = judged.filter(({ isSame }) => isSame).length;
  for (let round = 0; round < 50; round += 1) {
    const middle = (low + high) / 2;
    const said = judged.reduce((sum, { bits }) => sum + 1 / (1 + 2 ** -(bits + middle)), 0);
    if (said < right) low = middle;
    else high = middle;
  }
  return low;
}

const patterns = countPatterns(eachPattern());
const prior = findPrior(patterns);
const fitted = fit([...patterns, ...toPseudo(prior, STRENGTH)], prior);
const weights = toWeights(fitted, patterns);
weights.set('prior', toBase(fitted));
const weigh = (kind: ReasonKind) => weights.get(kind) ?? PRIORS[kind];
const shift = calibrate(listJudged(readKnowledgeNet([3]), weigh));
weights.set('prior', weigh('prior') + shift);
const kinds = Object.keys(PRIORS) as ReasonKind[];
const lines = kinds.map(
  (kind) => `  ${/\W/u.test(kind) ? `'${kind}'` : kind}: ${weigh(kind).toFixed(1)},`,
);
process.stdout.write(
  `${patterns.reduce((sum, { count }) => sum + count, 0)} pairs, intercept ${shift.toFixed(2)}\n` +
    `${kinds.map((kind) => `${kind}: ${PRIORS[kind]} → ${weigh(kind).toFixed(1)}`).join('\n')}\n`,
);
if (process.argv.includes('--write'))
  writeFileSync(
    join(root, 'engine/resolve/fitted.ts'),
    `import type { ReasonKind } from '#domain/linking';

/** Bits of evidence as fitted by \`test/bench/fit-weights.ts\`, which wrote this file; what it does not fit is as in \`PRIORS\`. */
export const WEIGHTS: Readonly<Record<ReasonKind, number>> = {
${lines.join('\n').replace(/\.0,/gu, ',')}
};
`,
  );
