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

/** A box on a page, counted from 1. */
export interface PageBox {
  readonly page: number;
  readonly box: Box;
}

export type Format =
  | 'txt'
  | 'md'
  | 'html'
  | 'pdf'
  | 'docx'
  | 'odt'
  | 'rtf'
  | 'pptx'
  | 'xlsx'
  | 'csv'
  | 'epub'
  | 'eml'
  | 'mbox'
  | 'zip'
  | 'tar'
  | 'gz';

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
  /** Of a cell: where it stands in its table. */
  readonly cell?: CellPlace;
  /** Where the block was written in the source's own characters (html, md, and the chapters of an epub). */
  readonly source?: SourceSpan;
  /** BCP 47 primary tag, only where it differs from the document's. */
  readonly language?: string;
}

/** Row and column count from 0; `rowHead` and `columnHead` are positions, in the document's blocks, of the cells that head them. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
  readonly rowHead?: number;
  readonly columnHead?: number;
}

/** Half open, in UTF-16 units of the decoded source; `part` is the path of the archive's part that is meant. */
export interface SourceSpan extends Span {
  readonly part?: string;
}

/** A span of the text and its box on the page, in points: start, end, left, top, width, height. Compact, since there are many. */
export type PlacedSpan = readonly [
  start: number,
  end: number,
  left: number,
  top: number,
  width: number,
  height: number,
];

/** A page of a paged format: its size in points and the part of the text that lies on it. */
export interface Page extends Span {
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** `picture`: it shows something but has no text layer. `ocr`: its text was recognised from its picture. Else its text is its own. */
  readonly origin?: 'picture' | 'ocr';
  /** Where mentions stand on it, a box for each line they touch; of an `ocr` page where each word stands. By start. */
  readonly places?: readonly PlacedSpan[];
}

/** What was recognised on the picture of one page. */
export interface RecognisedPage {
  readonly number: number;
  /** In reading order. */
  readonly words: readonly RecognisedWord[];
}

export interface RecognisedWord {
  readonly text: string;
  readonly box: Box;
  /** Words of one line share a number; lines count up in reading order. */
  readonly line: number;
  /** Of its line: what stands between the line's ascenders and descenders is this box's height. */
  readonly lineBox: Box;
}

export type MetadataKey =
  | 'title'
  | 'author'
  | 'created'
  | 'modified'
  | 'charset'
  | 'generator'
  /** Mail: To, Cc and Message-ID. */
  | 'recipients'
  | 'copies'
  | 'message';

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
  /** Where in the source each of the metadata was found, for a person: `mail header From`, `meta og:title`. */
  readonly metadataFrom?: Readonly<Partial<Record<MetadataKey, string>>>;
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
  | 'extractor-crashed'
  | 'engine-crashed'
  | 'hidden'
  | 'folder-link'
  | 'unreadable-folder'
  | 'unreadable-name'
  | 'too-deep'
  | 'too-many-names';

/**
 * What `read` makes of the bytes of one source: always a value, never an exception. `parts` counts the files inside it that are
 * documents of their own (members of an archive, messages of a mailbox, attachments); see `#read/parts`.
 */
export type Reading =
  | { readonly state: 'done'; readonly document: Document; readonly parts?: number }
  | {
      readonly state: 'partial';
      readonly code: DocumentCode;
      /** The particulars, for a person: which page, which part; may be empty. */
      readonly detail: string;
      readonly document: Document;
      readonly parts?: number;
    }
  | {
      readonly state: 'skipped' | 'quarantined';
      readonly code: DocumentCode;
      readonly detail: string;
    };

/** One file that lies inside another. */
export interface Part {
  /** Relative, with `/`, safe to show; never a path to write to. Unique within its container. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** As its container declares it; its own content decides how it is read. */
  readonly mediaType?: string;
}

/** One file inside another that cannot be taken out: it has a fate of its own, as any file has. */
export interface RefusedPart {
  readonly name: string;
  readonly state: 'skipped' | 'quarantined';
  readonly code: DocumentCode;
  readonly detail: string;
}
