import type { Sentence } from '#domain/document';
import type { Extraction, ExtractionOptions } from '#domain/extraction';

import { complete } from './complete.ts';
import { dropNameless, merge, mergeExtractions } from './merge.ts';
import type { Decoded, Outputs } from './decoder.ts';
import type { Head, Model } from './model.ts';
import { dropSelfFacts } from './self-facts.ts';
import { normalise } from './spelling.ts';
import { encode, runGraph } from './pass.ts';
import { join, toWindows } from './windows.ts';
import type { Part } from './windows.ts';

/** Raised whenever the same model makes something else of the same words: windows, decoding, merging. */
export const extractorVersion = '4';

export interface ExtractOptions extends ExtractionOptions {
  /** Scores, 0 to 1, below which nothing is reported; the head's own (chosen on its development data) where absent. */
  readonly threshold?: { readonly mention?: number; readonly relation?: number };
  readonly signal?: AbortSignal;
}

/** What each head's graph says of one run of words. */
export async function getOutputs(
  model: Model,
  words: readonly string[],
  heads: readonly Head[] = model.heads,
): Promise<Outputs[]> {
  const known = await encode(model, words);
  const outputs: Outputs[] = [];
  for (const { session } of heads) outputs.push(await runGraph(session, known));
  return outputs;
}

export function toCalibration(head: Head, options: ExtractOptions) {
  const { calibration } = head;
  return { ...calibration, threshold: { ...calibration.threshold, ...options.threshold } };
}

/** What each head finds in N words, apart; runs over the encoder's limit are read in windows, which overlap and are joined. */
async function extractApart(
  model: Model,
  words: readonly string[],
  heads: readonly Head[],
  options: ExtractOptions,
): Promise<Decoded[]> {
  const pieces = await model.pieces.of(words.map(normalise));
  const parts: Part[][] = heads.map(() => []);
  for (const window of toWindows(words, pieces, model.maxPieces)) {
    options.signal?.throwIfAborted();
    const known = await encode(model, words.slice(window.from, window.to));
    for (const [i, head] of heads.entries()) {
      const outputs = await runGraph(head.session, known);
      const decoded = head.decode(
        await complete(head, known, outputs, options.off),
        window.to - window.from,
        head.schema,
        toCalibration(head, options),
        options.off,
      );
      parts[i]?.push({ window, decoded });
    }
  }
  return heads.map(({ calibration }, i) => {
    const windows = parts[i] ?? [];
    if (windows.length === 0) return nothing;
    const joined = dropNameless(join(windows, words.length), words);
    return dropSelfFacts(joined, words, calibration);
  });
}

const nothing: Decoded = { mentions: [], relations: [] };

/** Mentions and relations of N words by all heads of the model, counted in words. */
export async function extractWords(
  model: Model,
  words: readonly string[],
  options: ExtractOptions = {},
): Promise<Decoded> {
  return merge(await extractApart(model, words, model.heads, options));
}

/**
 * What the model says of each sentence, in the order given; spans count in `text`. A sentence's result depends on nothing
 * but its own tokens. 2.5 ms a sentence of 29 words on one thread with AMX, 5 to 8 with VNNI.
 * @throws DOMException AbortError between two passes once `signal` is aborted.
 */
export async function extract(
  model: Model,
  text: string,
  sentences: readonly Sentence[],
  options: ExtractOptions = {},
): Promise<Extraction[]> {
  const names = model.heads.map(({ name }) => name);
  const apart = await extractHeads(model, text, sentences, names, options);
  return apart.map(mergeExtractions);
}

/**
 * The same with what each of some heads says apart, one list a sentence in the order of `heads`, from one pass of the encoder:
 * the heads that were not asked for cost nothing.
 * @throws DOMException AbortError as above
 */
export async function extractHeads(
  model: Model,
  text: string,
  sentences: readonly Sentence[],
  heads: readonly string[],
  options: ExtractOptions = {},
): Promise<Extraction[][]> {
  const chosen = heads.flatMap((name) => model.heads.filter((head) => head.name === name));
  const extractions: Extraction[][] = [];
  for (const sentence of sentences) {
    options.signal?.throwIfAborted();
    const words = sentence.tokens.map((token) => text.slice(token.start, token.end));
    const found = await extractApart(model, words, chosen, options);
    extractions.push(found.map((decoded) => toExtraction(decoded, sentence)));
  }
  return extractions;
}

function toExtraction(
  { mentions, relations }: Decoded,
  { start, end, tokens }: Sentence,
): Extraction {
  return {
    start,
    end,
    mentions: mentions.map(({ from, to, type, score }) => ({
      start: tokens[from]?.start ?? start,
      end: tokens[to - 1]?.end ?? end,
      type,
      score,
    })),
    relations,
  };
}
