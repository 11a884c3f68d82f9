import { hash } from 'node:crypto';
import type { ExtractorCalls } from '#contract/workers';
import type { Sentence } from '#domain/document';
import { toOptionsKey, type Extraction, type Mention, type Relation } from '#domain/extraction';
import type { ExtractionCache } from '#store/extraction-cache';

type Input = ExtractorCalls['sentences.extract']['input'];
type Extract = (input: Input, signal: AbortSignal) => Promise<readonly Extraction[]>;

export interface CachedHead {
  /** As workers know it. */
  readonly name: string;
  /** All that its results depend on beside sentence and options, the extractor's version included. */
  readonly id: string;
}

/**
 * Extraction that asks workers only for what is not known. Kept apart for each head, so that a head more costs that head (and
 * the encoder's pass, whose states are not kept: some 50 kB a sentence), a head less costs nothing, and a sentence that stands in a
 * thousand documents is read once. Wants `run` to answer each head of `input.heads` apart, and merges.
 * A sentence's key is its text, its tokens, the head and the options; nothing else goes into a result (see `#extract/extract`).
 */
export function createCachedExtract(
  run: Extract,
  heads: readonly CachedHead[],
  merge: (parts: readonly Extraction[]) => Extraction,
  cache?: ExtractionCache,
): Extract {
  return async (input, signal) => {
    const { text, sentences, ...how } = input;
    const { options = {}, ...more } = how;
    const seed = `${toOptionsKey(options)}\0${JSON.stringify(more)}`;
    const keys = sentences.map((sentence) => toSentenceKey(text, sentence));
    const found = heads.map(({ id }) => keys.map((key) => toKey(id, seed, key)));
    const parts = found.map(
      (own) =>
        cache?.find(own).map((value, i) => toExtraction(value, sentences[i])) ??
        own.map(() => undefined),
    );
    for (const group of toGroups(parts, sentences.length)) {
      const asked = group.sentences.flatMap((at) => sentences[at] ?? []);
      const names = group.heads.map((at) => heads[at]?.name ?? '');
      const answers = await run({ ...how, text, sentences: asked, heads: names }, signal);
      const fresh: [Uint8Array, string][] = [];
      group.sentences.forEach((at, i) =>
        group.heads.forEach((head, j) => {
          const answer = answers[i * names.length + j];
          const key = found[head]?.[at];
          if (!answer || !key) return;
          const own = parts[head];
          if (own) own[at] = answer;
          fresh.push([key, toValue(answer)]);
        }),
      );
      cache?.keep(fresh);
    }
    return sentences.map(({ start, end }, at) => {
      const own = parts.flatMap((part) => part[at] ?? []);
      return own.length > 0 ? merge(own) : { start, end, mentions: [], relations: [] };
    });
  };
}

/** Sentences that lack the same heads, to be asked for in one call. */
function toGroups(
  parts: readonly (readonly (Extraction | undefined)[])[],
  sentences: number,
): { readonly heads: readonly number[]; readonly sentences: readonly number[] }[] {
  const groups = new Map<string, { heads: number[]; sentences: number[] }>();
  for (let at = 0; at < sentences; at++) {
    const heads = parts.flatMap((part, head) => (part[at] === undefined ? [head] : []));
    if (heads.length === 0) continue;
    const group = groups.get(heads.join()) ?? { heads, sentences: [] };
    groups.set(heads.join(), group);
    group.sentences.push(at);
  }
  return [...groups.values()];
}

/** Text and token boundaries, counted from the sentence's beginning. */
function toSentenceKey(text: string, { start, end, tokens }: Sentence): string {
  const bounds = tokens.map((token) => `${token.start - start} ${token.end - start}`);
  return `${bounds.join()}\0${text.slice(start, end)}`;
}

/** 16 bytes of SHA-256: two of a billion sentences meet with a chance of 1e-21. */
function toKey(head: string, options: string, sentence: string): Uint8Array {
  return hash('sha256', `${head}\0${options}\0${sentence}`, 'buffer').subarray(0, 16);
}

type Packed = [mentions: [number, number, string, number][], relations: Relation[]];

/** Spans count from the sentence's beginning. JSON keeps a double to its last bit. */
function toValue({ start, mentions, relations }: Extraction): string {
  if (mentions.length === 0) return '';
  const packed: Packed = [
    mentions.map((m) => [m.start - start, m.end - start, m.type, m.score]),
    [...relations],
  ];
  return JSON.stringify(packed);
}

function toExtraction(value: string | undefined, at: Sentence | undefined): Extraction | undefined {
  if (value === undefined || !at) return undefined;
  const { start, end } = at;
  if (value === '') return { start, end, mentions: [], relations: [] };
  const [mentions, relations] = JSON.parse(value) as Packed;
  const moved = mentions.map(([from, to, type, score]): Mention => ({
    start: from + start,
    end: to + start,
    type,
    score,
  }));
  return { start, end, mentions: moved, relations };
}
