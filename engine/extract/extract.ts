import type { Sentence } from '#domain/document';
import type { Extraction, Relation, Table } from '#domain/extraction';

import { toInputs, toWindows } from './batch.ts';
import type { Window } from './batch.ts';
import { dropNameless, merge } from './merge.ts';
import type { Decoded } from './decode-tablert-cnn.ts';
import type { Head, Model } from './model.ts';
import { normalise } from './spelling.ts';
import type { Tensor } from './tensor.ts';

export interface ExtractOptions {
  /** Scores, 0 to 1, below which nothing is reported; the head's own (chosen on its development data) where absent. */
  readonly threshold?: { readonly mention?: number; readonly relation?: number };
  readonly signal?: AbortSignal;
}

function toFloats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.type !== 'float32') throw new Error('the graph gave no float32 output');
  return tensor.data;
}

function toTable(outputs: Readonly<Record<string, Tensor>>, words: number): Table {
  const triples = outputs['cells'];
  if (triples?.type !== 'int32') throw new Error('the graph gave no cells');
  // Rows are (sentence of the batch, row, column); the batch is one sentence.
  const cells = triples.data.filter((_, i) => i % 3 !== 0);
  return {
    words,
    tagLogits: toFloats(outputs['tag_logits']),
    cells,
    relationLogits: toFloats(outputs['relation_logits']),
  };
}

/** Tables of one run of words, one for each head: one pass of the encoder serves them all. */
export async function getTables(model: Model, words: readonly string[]): Promise<Table[]> {
  const spelled = words.map(normalise);
  const pieces = await model.pieces.of(spelled);
  const inputs = toInputs(spelled, pieces, model.pieces);
  const { words: vectors } = await model.encoder.run(inputs);
  const counts = inputs['word_count'];
  if (!vectors || !counts) throw new Error('the encoder gave no words');
  const tables: Table[] = [];
  for (const head of model.heads) {
    tables.push(
      toTable(await head.session.run({ words: vectors, word_count: counts }), words.length),
    );
  }
  return tables;
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
    const tables = await getTables(model, words.slice(window.from, window.to));
    const decoded = model.heads.map((head, i) => {
      const table = tables[i];
      return table
        ? head.decode(table, head.schema, toCalibration(head, options))
        : { mentions: [], relations: [] };
    });
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
