import type { TypedRun } from './bilou.ts';

/**
 * Entities from BIO tags that need not be well formed (tag 0 is O, 1 + 2·type + {B, I}). An I without an open entity, or of
 * another type than the open one, opens a new entity (extractors §3, our choice where the paper is silent).
 */
export function toBioRuns(tags: ArrayLike<number>): TypedRun[] {
  const runs: { from: number; to: number; type: number }[] = [];
  let open: { from: number; to: number; type: number } | undefined;
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i] ?? 0;
    if (tag === 0) {
      open = undefined;
      continue;
    }
    const isBegin = (tag - 1) % 2 === 0;
    const type = (tag - 1) >> 1;
    if (open && !isBegin && open.type === type) open.to = i + 1;
    else runs.push((open = { from: i, to: i + 1, type }));
  }
  return runs;
}
