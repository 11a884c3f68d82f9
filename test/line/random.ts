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

/** From ESPALIER_SEED when a failure is to be repeated, else new; tests print it. */
export function chooseSeed(): number {
  return Number(process.env['ESPALIER_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
}
