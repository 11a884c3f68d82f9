import type {
  Block,
  DocumentCode,
  Format,
  MetadataKey,
  Page,
  RecognisedPage,
} from '#domain/document';

/** The bytes of one file, and its name, which only breaks ties (plain text or Markdown?). */
export interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** For a protected file; used for this one reading and kept nowhere. */
  readonly password?: string;
  /** What was recognised on pages without a text layer. */
  readonly recognised?: readonly RecognisedPage[];
  /** Called after each page or part of a long source: a reader that is silent for a minute is taken for stuck. */
  readonly onProgress?: () => void;
}

export type Metadata = Readonly<Partial<Record<MetadataKey, string>>>;

/** A Document before it is known in which language it is. */
export interface Draft {
  /** BCP 47 primary tag that the source declares of itself: believed where the words do not tell. */
  readonly declaredLanguage?: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly pages: readonly Page[];
  readonly metadata: Metadata;
  /** What is missing of a document that could be read only in part. */
  readonly damage?: { readonly code: DocumentCode; readonly detail: string };
  /** Where the metadata were found, for a person. */
  readonly metadataFrom?: Metadata;
  /** How many files it holds that are documents of their own. */
  readonly parts?: number;
  /** Where one reader reads several formats, the one it found. */
  readonly format?: Format;
}

/** Why nothing could be read at all. */
export interface Refusal {
  readonly state: 'skipped' | 'quarantined';
  readonly code: DocumentCode;
  readonly detail: string;
}

export type Outcome = Draft | Refusal;

export function isRefusal(outcome: object): outcome is Refusal {
  return 'state' in outcome;
}

/** Metadata that all stood in one place of the source. */
export function fromOne(
  place: string,
  metadata: Metadata,
): { readonly metadata: Metadata; readonly metadataFrom?: Metadata } {
  const keys = Object.keys(metadata);
  return keys.length === 0
    ? { metadata }
    : { metadata, metadataFrom: Object.fromEntries(keys.map((key) => [key, place])) };
}

export function skipped(code: DocumentCode, detail: string): Refusal {
  return { state: 'skipped', code, detail };
}

export function quarantined(code: DocumentCode, detail: string): Refusal {
  return { state: 'quarantined', code, detail };
}

/**
 * How sure a reader of text is that a text is in its format, judged by the text's first part alone. `possible`
 * is enough only with the ending of the file's name.
 */
export type Likeness = 'certain' | 'likely' | 'possible' | 'no';

/** A format whose files are characters: it is handed decoded text. */
export interface TextReader {
  readonly input: 'text';
  readonly format: Format;
  /** Name endings that decide between formats of which none is `certain`. */
  readonly endings: readonly string[];
  readonly judge: (head: string) => Likeness;
  readonly read: (text: string, source: Source) => Promise<Outcome>;
}

/** A format whose files are bytes with a signature. */
export interface BytesReader {
  readonly input: 'bytes';
  readonly format: Format;
  /** MIME types under which `file-type` reports it. */
  readonly mimes: readonly string[];
  /** For a format of bytes that has no signature but begins as a text; only `certain` counts. */
  readonly judge?: (head: string) => Likeness;
  readonly read: (source: Source) => Promise<Outcome>;
  /** The files inside it, in order; those before `from` need not be unpacked. */
  readonly eachPart?: (source: Source, from: number) => AsyncIterable<LazyPart>;
}

/** A file inside another: what is known of it before it is unpacked. */
export interface LazyPart {
  readonly name: string;
  /** Bytes it unpacks to, as far as is known. */
  readonly size: number;
  readonly mediaType?: string;
  /** Its bytes, or why it cannot be taken out. May throw on a damaged archive. */
  readonly load: () => Uint8Array | Refusal | Promise<Uint8Array | Refusal>;
}

/** One format: everything the room needs to know to recognise and to read it. */
export type Reader = TextReader | BytesReader;
