/** Observations of many pairs, counted: `levels` has one entry per field, the level of agreement, or -1 for not to be seen. */
export interface Pattern {
  readonly levels: readonly number[];
  readonly count: number;
  /** Bits of evidence that are no field's, and are not fitted. */
  readonly offset?: number;
  /** 1 where the pairs are known to be one thing, 0 where known not to be. */
  readonly belief?: number;
}

/** By field and level: how often the level is seen among pairs that are one thing (`m`) and among others (`u`). */
export interface Fitted {
  readonly m: readonly Float64Array[];
  readonly u: readonly Float64Array[];
  /** Share of the pairs that are one thing. */
  readonly share: number;
}

export interface Prior extends Fitted {
  /** How many pairs each prior distribution is worth: what ten documents are weighed against. */
  readonly strength: number;
}

const ROUNDS = 60;
const STILL = 1e-6;

/**
 * Weights of the Fellegi–Sunter model by expectation and maximisation (Winkler 1988), from counted patterns and without
 * a label. Every distribution starts from the prior and is pulled towards it as by so many pairs, so that a level that
 * is hardly seen keeps a sensible weight.
 */
export function fit(patterns: readonly Pattern[], prior: Prior): Fitted {
  let { m, u, share } = prior as Fitted;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [nextM, nextU] = [prior.m.map(toCounts), prior.u.map(toCounts)];
    let [same, total] = [prior.share * prior.strength, prior.strength];
    for (const { levels, count, offset = 0, belief: known } of patterns) {
      const bits = toBits(levels, { m, u, share }) + offset;
      const belief = known ?? 1 / (1 + 2 ** -bits);
      same += belief * count;
      total += count;
      for (const [field, level] of levels.entries()) {
        if (level < 0) continue;
        const [ofM, ofU] = [nextM[field], nextU[field]];
        if (ofM) ofM[level] = (ofM[level] ?? 0) + belief * count;
        if (ofU) ofU[level] = (ofU[level] ?? 0) + (1 - belief) * count;
      }
    }
    const before = share;
    share = same / total;
    [m, u] = [nextM.map(toShares), nextU.map(toShares)];
    if (Math.abs(share - before) < STILL) break;
  }
  return { m, u, share };

  function toCounts(distribution: Float64Array): Float64Array {
    return distribution.map((part) => part * prior.strength);
  }
}

/** That a pair with these levels is one thing. */
export function toProbability(levels: readonly number[], fitted: Fitted): number {
  return 1 / (1 + 2 ** -toBits(levels, fitted));
}

/** Bits of evidence, the share among them. */
export function toBits(levels: readonly number[], { m, u, share }: Fitted): number {
  let bits = Math.log2(share / (1 - share));
  for (const [field, level] of levels.entries())
    if (level >= 0) bits += Math.log2((m[field]?.[level] ?? 1) / (u[field]?.[level] ?? 1));
  return bits;
}

function toShares(counts: Float64Array): Float64Array {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => Math.max(count, 1e-9) / sum);
}
