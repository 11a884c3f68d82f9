import fc from 'fast-check';

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * What all random tests start from: the commit's own under vitest (`vitest.config.ts`), so that a commit that failed
 * once fails again anywhere; else new. ESPALIER_SEED takes another; `node test/soak.ts` tries many. Tests print it.
 */
export function chooseSeed(): number {
  return Number(process.env['ESPALIER_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
}

/** Numbers from 0 to 1 that start from `chooseSeed`'s, for a test that tosses only now and then. */
export const random = createRandom(chooseSeed());

fc.configureGlobal({ seed: chooseSeed() });

/** fast-check, whose properties all start from `chooseSeed`'s seed. */
export { fc };
