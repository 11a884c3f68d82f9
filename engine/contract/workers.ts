import type { Reading, Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';

/**
 * What the engine asks of its worker processes. The same wire, shorter lists; no schemas, since both ends are ours
 * and the rows are many. A worker announces nothing.
 */
export type ReaderCalls = {
  /** Reads and segments one source; its sentences are empty where there is no text. */
  readonly 'source.read': {
    readonly input: { readonly name: string; readonly bytes: Uint8Array };
    readonly output: { readonly reading: Reading; readonly sentences: readonly Sentence[] };
  };
};

export type ExtractorCalls = {
  /**
   * One batch of sentences of one document. Offsets count in `text`, which holds only the batch: the engine shifts
   * the spans that come back, so that a worker never sees more of a document than it works on.
   */
  readonly 'sentences.extract': {
    readonly input: { readonly text: string; readonly sentences: readonly Sentence[] };
    readonly output: readonly Extraction[];
  };
};
