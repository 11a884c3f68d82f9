import type {
  PageBox,
  Part,
  Reading,
  RecognisedPage,
  RefusedPart,
  Sentence,
  Span,
} from '#domain/document';
import type { Extraction, ExtractionOptions } from '#domain/extraction';
import type { Candidate, ExtractionTable, WordSpan } from '#domain/xray';

/** The bytes of one file as a reader process gets them. The password is used for this one call and kept nowhere. */
export interface SourceInput {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly password?: string;
  /** What was recognised on pages without a text layer. */
  readonly recognised?: readonly RecognisedPage[];
}

/** A span's place: a box for each line it touches. */
export type Places = readonly PageBox[];

/**
 * What the engine asks of its worker processes. The same wire, shorter lists; no schemas, since both ends are ours
 * and the rows are many.
 */
export type ReaderCalls = {
  /** Reads and segments one source; its sentences are empty where there is no text. */
  readonly 'source.read': {
    readonly input: SourceInput;
    readonly output: { readonly reading: Reading; readonly sentences: readonly Sentence[] };
  };
  /** The files inside one source from a position on, as many as one message should hold; see `#read/parts`. */
  readonly 'source.readParts': {
    readonly input: SourceInput & { readonly from: number };
    readonly output: {
      readonly parts: readonly Part[];
      readonly refused: readonly RefusedPart[];
      /** Position to go on from; absent where there are no more. */
      readonly next?: number;
    };
  };
  /** Where spans of a PDF's text stand on its pages; a span without a place has none. */
  readonly 'source.findPlaces': {
    readonly input: SourceInput & { readonly spans: readonly Span[] };
    readonly output: readonly Places[];
  };
  /** One page of a PDF (counted from 1) as PNG, `scale` pixels a point; null if it cannot be opened. */
  readonly 'source.drawPage': {
    readonly input: SourceInput & { readonly page: number; readonly scale: number };
    readonly output: {
      readonly width: number;
      readonly height: number;
      readonly png: Uint8Array;
    } | null;
  };
};

export type ExtractorCalls = {
  /**
   * One batch of sentences of one document. Offsets count in `text`, which holds only the batch: the engine shifts
   * the spans that come back, so that a worker never sees more of a document than it works on. With `heads` each of them
   * answers apart, all of one sentence beside each other in that order: sentences × heads extractions.
   */
  readonly 'sentences.extract': {
    readonly input: {
      readonly text: string;
      readonly sentences: readonly Sentence[];
      readonly options?: ExtractionOptions;
      readonly heads?: readonly string[];
    };
    readonly output: readonly Extraction[];
  };
  /** The whole table of one sentence for one of the heads; `window` is its pass where it has several. */
  readonly 'sentence.table': {
    readonly input: AskedSentence & { readonly head: string; readonly window: number };
    readonly output: ExtractionTable;
  };
  /** Why each relation of a sentence, or between two runs of its words, is said or is not, by head. */
  readonly 'sentence.explain': {
    readonly input: AskedSentence & { readonly between?: readonly WordSpan[] };
    readonly output: readonly {
      readonly head: string;
      readonly candidates: readonly Candidate[];
    }[];
  };
};

/** One sentence that somebody looks at. */
export interface AskedSentence {
  readonly text: string;
  readonly sentence: Sentence;
  readonly options: ExtractionOptions;
}

/** What a worker announces while it works on a call. */
export type WorkerEvents = {
  /** It came further: a page, a part. A worker that is silent for too long is taken for stuck. */
  readonly 'worker.progress': null;
};
