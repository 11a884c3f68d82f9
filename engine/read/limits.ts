/**
 * Byte budgets for untrusted input. A 487 kB docx was measured to become 500 MB of text and 2 GB of memory:
 * hence the caps lie on what comes out, not on what goes in, and are checked while inflating.
 */
export const limits = {
  /** Largest file that is read at all. */
  sourceBytes: 512 * 1024 * 1024,
  /** One XML part of a document archive; its tree takes some twenty times as much memory. */
  partBytes: 48 * 1024 * 1024,
  /** All parts of one archive together. */
  archiveBytes: 256 * 1024 * 1024,
  archiveEntries: 10_000,
  /** One file inside an archive, and all of them together. */
  memberBytes: 256 * 1024 * 1024,
  memberTotalBytes: 1024 * 1024 * 1024,
  /** A member may grow this many times while unpacking, once it is larger than `ratioFromBytes`. */
  ratio: 100,
  ratioFromBytes: 1024 * 1024,
  /** Archives inside archives. */
  nesting: 10,
  /** Messages of one mailbox, and parts of one message. */
  messages: 100_000,
  mimeParts: 1000,
  /** HTML and Markdown grow into trees as well. */
  markupCharacters: 48 * 1024 * 1024,
  /** Fixed text of one document, in UTF-16 units; what is longer is cut there and `partial`. */
  textCharacters: 20_000_000,
  /** Pages of one PDF; a page tree may declare millions. */
  pages: 5000,
} as const;
