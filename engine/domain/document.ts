/** Half open, in UTF-16 units of `Document.text` (RFC-free: what `String.prototype.slice` counts). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a span lies on a page; units are PDF points from the page's top left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type Format =
  'txt' | 'md' | 'html' | 'pdf' | 'docx' | 'odt' | 'rtf' | 'pptx' | 'xlsx' | 'csv' | 'epub' | 'eml';

/** `frame` is a laid-out piece that is not content (running head, page number, site navigation): kept, never extracted from. */
export type BlockKind =
  'heading' | 'paragraph' | 'item' | 'cell' | 'code' | 'note' | 'caption' | 'frame';

export interface Block extends Span {
  readonly kind: BlockKind;
  /** Heading level 1 to 6, or nesting depth of an item; absent elsewhere. */
  readonly level?: number;
  /** 1-based page on which the block starts, where the format has pages. */
  readonly page?: number;
  readonly box?: Box;
}

/** A page of a paged format: its size in points and the part of the text that lies on it. */
export interface Page extends Span {
  readonly number: number;
  readonly width: number;
  readonly height: number;
}

export type MetadataKey = 'title' | 'author' | 'created' | 'charset' | 'generator';

/**
 * One source with its fixed text. `text` never changes once read: every offset in the project points into it.
 * Blocks are ordered, do not overlap, and each lies inside `text`; characters between blocks are separators.
 * `text` is well formed UTF-16 and holds no NUL.
 */
export interface Document {
  readonly format: Format;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly pages: readonly Page[];
  /** BCP 47 primary tag, where it could be told. */
  readonly language?: string;
  readonly metadata: Readonly<Partial<Record<MetadataKey, string>>>;
}

export interface Token extends Span {}

/** The unit of extraction; tokens are ordered, do not overlap and lie inside the sentence. */
export interface Sentence extends Span {
  readonly tokens: readonly Token[];
  /** 1-based page on which the sentence starts. */
  readonly page?: number;
}

/** Every terminal state a source can end in; there is no other. */
export type TerminalState = 'done' | 'partial' | 'skipped' | 'quarantined';

/** Why a source is not `done`. A closed list: each is worded once, in the page and on the command line. */
export type DocumentCode =
  | 'empty-file'
  | 'unknown-format'
  | 'unreadable-file'
  | 'not-a-file'
  | 'too-large'
  | 'needs-password'
  | 'no-text'
  | 'no-text-layer'
  | 'broken-file'
  | 'reader-crashed'
  | 'reader-timeout'
  | 'reader-memory'
  | 'changed-while-read'
  | 'extractor-crashed';

/** What `read` makes of the bytes of one source: always a value, never an exception. */
export type Reading =
  | { readonly state: 'done'; readonly document: Document }
  | {
      readonly state: 'partial';
      readonly code: DocumentCode;
      /** The particulars, for a person: which page, which part; may be empty. */
      readonly detail: string;
      readonly document: Document;
    }
  | {
      readonly state: 'skipped' | 'quarantined';
      readonly code: DocumentCode;
      readonly detail: string;
    };
