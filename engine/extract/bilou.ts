/** Half-open run of words with the index of an entity type. */
export interface TypedRun {
  readonly from: number;
  readonly to: number;
  readonly type: number;
}

/**
 * Entities from BILOU tags that need not be well formed (extractors: tag 0 is O, 1 + 4·type + {B, I, L, U}).
 * An entity closes at L or U. U is one word. L starts at the nearest B since the last close or O, else at the first word
 * that is not O since then; an unclosed tail is dropped. Where types disagree the last word's wins (Ma et al. 2022, 3.2).
 */
export function toRuns(tags: ArrayLike<number>): TypedRun[] {
  const runs: TypedRun[] = [];
  let first = -1;
  let begin = -1;
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i] ?? 0;
    if (tag === 0) {
      first = begin = -1;
      continue;
    }
    const part = (tag - 1) % 4;
    const type = (tag - 1 - part) / 4;
    if (first < 0) first = i;
    if (part === 0) begin = i;
    if (part === 2 || part === 3) {
      runs.push({ from: part === 3 ? i : begin < 0 ? first : begin, to: i + 1, type });
      first = begin = -1;
    }
  }
  return runs;
}
