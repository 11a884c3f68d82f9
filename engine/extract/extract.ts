import type { Sentence } from '#domain/document';
import type { Extraction, Relation } from '#domain/extraction';

import { toInputs, toWindows } from './batch.ts';
import type { Window } from './batch.ts';
import { dropNameless, merge } from './merge.ts';
import type { Decoded, Outputs } from './decoder.ts';
import type { Head, Model } from './model.ts';
import { normalise } from './spelling.ts';

export interface ExtractOptions {
  /** Scores, 0 to 1, below which nothing is reported; the head's own (chosen on its development data) where absent. */
  readonly threshold?: { readonly mention?: number; readonly relation?: number };
  readonly signal?: AbortSignal;
}

/** What each head's graph says of one run of words: one pass of the encoder serves them all. */
export async function getOutputs(model: Model, words: readonly string[]): Promise<Outputs[]> {
  const spelled = words.map(normalise);
  const pieces = await model.pieces.of(spelled);
  const inputs = toInputs(spelled, pieces, model.pieces);
  const counts = inputs['word_count'];
  const encoded = await model.encoder.run(inputs);
  if (!encoded['words'] || !counts) throw new Error('the encoder gave no words');
  const known: Outputs = { ...encoded, word_count: counts };
  const outputs: Outputs[] = [];
  for (const { session } of model.heads) {
    const wanted = Object.entries(known).filter(([name]) => session.inputs.includes(name));
    outputs.push(await session.run(Object.fromEntries(wanted)));
  }
  return outputs;
}

function toCalibration(head: Head, options: ExtractOptions) {
  const { calibration } = head;
  return { ...calibration, threshold: { ...calibration.threshold, ...options.threshold } };
}

/** Mentions and relations of N words, counted in words; runs over the encoder's limit are read window by window. */
export async function extractWords(
  model: Model,
  words: readonly string[],
  options: ExtractOptions = {},
): Promise<Decoded> {
  const pieces = await model.pieces.of(words.map(normalise));
  const found: Decoded[] = [];
  for (const window of toWindows(words, pieces, model.maxPieces)) {
    const outputs = await getOutputs(model, words.slice(window.from, window.to));
    const decoded = model.heads.map((head, i) =>
      head.decode(
        outputs[i] ?? {},
        window.to - window.from,
        head.schema,
        toCalibration(head, options),
      ),
    );
    found.push(shift(dropNameless(merge(decoded), words.slice(window.from, window.to)), window));
  }
  return concatenate(found);
}

function shift(decoded: Decoded, window: Window): Decoded {
  const mentions = decoded.mentions.map((mention) => ({
    ...mention,
    from: mention.from + window.from,
    to: mention.to + window.from,
  }));
  return { mentions, relations: decoded.relations };
}

function concatenate(parts: readonly Decoded[]): Decoded {
  const mentions: Decoded['mentions'][number][] = [];
  const relations: Relation[] = [];
  for (const part of parts) {
    const base = mentions.length;
    mentions.push(...part.mentions);
    for (const relation of part.relations) {
      relations.push({ ...relation, head: relation.head + base, tail: relation.tail + base });
    }
  }
  return { mentions, relations };
}

/**
 * What the model says of each sentence, in the order given; spans count in `text`. A sentence's result depends on nothing
 * but its own tokens (one sentence a call). About 2.5 ms a sentence of 29 words on one thread.
 * @throws DOMException AbortError between two sentences once `signal` is aborted.
 */
export async function extract(
  model: Model,
  text: string,
  sentences: readonly Sentence[],
  options: ExtractOptions = {},
): Promise<Extraction[]> {
  const extractions: Extraction[] = [];
  for (const { start, end, tokens } of sentences) {
    options.signal?.throwIfAborted();
    const words = tokens.map((token) => text.slice(token.start, token.end));
    const { mentions, relations } = await extractWords(model, words, options);
    extractions.push({
      start,
      end,
      mentions: mentions.map(({ from, to, type, score }) => ({
        start: tokens[from]?.start ?? start,
        end: tokens[to - 1]?.end ?? end,
        type,
        score,
      })),
      relations,
    });
  }
  return extractions;
}
