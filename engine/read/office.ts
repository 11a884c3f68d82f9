import type { OfficeContentNode, OfficeMetadata } from 'officeparser/slim';
import { assemble, type Piece } from './assemble.ts';
import type { RawCell } from './cells.ts';
import { limits } from './limits.ts';
import type { BytesReader, Metadata, Outcome, Source } from './reader.ts';
import { fromOne, quarantined, skipped } from './reader.ts';
import { measureArchive } from './zip.ts';

/** Parts whose inside is never looked at: pictures, sounds, fonts, embedded files. */
const unread = /\/(?:media|embeddings|fonts)\//;

const officeFormats = ['docx', 'odt', 'rtf', 'pptx', 'xlsx'] as const;
type OfficeFormat = (typeof officeFormats)[number];

/** A document inside an encrypting container (MS-OFFCRYPTO): which format it has is known once it is open. */
export const lockedOffice: BytesReader = {
  input: 'bytes',
  format: 'docx',
  mimes: [],
  read: (source) => readOffice(source, 'locked'),
};

/**
 * Reads a document of an office suite through officeparser's node tree. The archive is measured first, part by
 * part, so that a small file cannot become hundreds of megabytes of text.
 */
export async function readOffice(
  { bytes, password }: Source,
  fileType: OfficeFormat | 'locked',
): Promise<Outcome> {
  if (fileType !== 'rtf' && fileType !== 'locked') {
    const { names, tooLarge } = await measureArchive(bytes, (name) => !unread.test(name));
    if (tooLarge !== undefined) return quarantined('too-large', tooLarge);
    if (names.length === 0) return quarantined('broken-file', 'The archive has no readable parts.');
  }
  const { OfficeParser, OfficeErrorType } = await import('officeparser/slim');
  try {
    const tree = await OfficeParser.parseOffice(bytes, {
      ...(fileType === 'locked' ? {} : { fileType }),
      ...(password === undefined ? {} : { password }),
      decompressionLimits: {
        maxUncompressedBytes: limits.archiveBytes,
        maxZipEntries: limits.archiveEntries,
      },
    });
    const frames = [...(tree.auxiliary?.headers ?? []), ...(tree.auxiliary?.footers ?? [])];
    const pieces = [
      ...tree.content.flatMap((node) => toPieces(node)),
      ...dropRepeats(
        frames.flatMap((node) => toPieces(node)).map(({ text }) => ({ kind: 'frame', text })),
      ),
    ];
    const format = officeFormats.find((one) => one === tree.type);
    return {
      ...assemble(pieces),
      pages: [],
      ...fromOne('document properties', toMetadata(tree.metadata)),
      ...(format && { format }),
    };
  } catch (error) {
    const type = error instanceof Error && 'type' in error ? error.type : undefined;
    const isPassword = error instanceof Error && /\bpassword\b/i.test(error.message);
    if (
      type === OfficeErrorType.PASSWORD_REQUIRED ||
      type === OfficeErrorType.PASSWORD_INCORRECT ||
      isPassword
    )
      return skipped('needs-password', 'The document opens with a password only.');
    if (
      type === OfficeErrorType.ZIP_SIZE_LIMIT_EXCEEDED ||
      type === OfficeErrorType.XML_ELEMENT_LIMIT_EXCEEDED
    )
      return quarantined('too-large', 'The document unpacks to more than can be held.');
    return quarantined('broken-file', toDetail(error));
  }
}

/** The parser's complaint without its name and its advice to programmers. */
function toDetail(error: unknown): string {
  const message = error instanceof Error ? error.message.replace(/^\[OfficeParser\]:\s*/, '') : '';
  if (/zip|central directory|corrupt/i.test(message)) return 'The archive is cut short or damaged.';
  const [sentence = ''] = message.split(/(?<=\.)\s/, 1);
  return sentence.slice(0, 160) || 'The parts of the document cannot be read.';
}

/** The same running head stands in every section's part. */
function dropRepeats(pieces: readonly Piece[]): Piece[] {
  return [...new Map(pieces.map((piece) => [piece.text, piece])).values()];
}

function toPieces(node: OfficeContentNode): Piece[] {
  switch (node.type) {
    case 'heading':
      return [
        { kind: 'heading', level: node.metadata?.level ?? 1, text: toText(node) },
        ...toNotes(node),
      ];
    case 'list':
      return [
        {
          kind: 'item',
          level: (node.metadata?.indentation ?? 0) + 1,
          text: toText(node),
          separator: '\n',
        },
        ...toNotes(node),
      ];
    case 'paragraph':
      return [
        { kind: isCaption(node) ? 'caption' : 'paragraph', text: toText(node) },
        ...toNotes(node),
      ];
    case 'table':
      return toRows(node);
    case 'sheet':
      return [
        {
          kind: 'heading',
          level: 1,
          text: node.metadata && 'sheetName' in node.metadata ? node.metadata.sheetName : '',
        },
        ...toRows(node),
      ];
    case 'slide': {
      const page =
        node.metadata && 'slideNumber' in node.metadata ? node.metadata.slideNumber : undefined;
      const pieces = [
        ...(node.children ?? []).flatMap((child) => toPieces(child)),
        ...toNotes(node),
      ];
      return page === undefined ? pieces : pieces.map((piece) => ({ ...piece, page }));
    }
    case 'note':
    case 'comment':
      return [{ kind: 'note', text: toText(node) }];
    case 'header':
    case 'footer':
      return [{ kind: 'frame', text: toText(node) }];
    case 'code':
      return [{ kind: 'code', text: toText(node) }];
    case 'text':
      return [{ kind: 'paragraph', text: toText(node) }];
    default:
      return (node.children ?? []).flatMap((child) => toPieces(child));
  }
}

/** Tables of one document count up. */
let tables = 0;

function toRows(node: OfficeContentNode): Piece[] {
  const table = tables++;
  return (node.children ?? []).flatMap((line, row) =>
    (line.children ?? []).flatMap((cell, column) =>
      toCell(cell, { table, row, column }, column > 0 ? '\t' : row > 0 ? '\n' : '\n\n'),
    ),
  );
}

/** A cell of one paragraph is one block; a cell that holds paragraphs, lists or tables is one block each. */
function toCell(cell: OfficeContentNode, place: RawCell, separator: '\t' | '\n' | '\n\n'): Piece[] {
  const pieces = (cell.children ?? [])
    .flatMap((child) => toPieces(child))
    .filter((piece) => piece.text.trim() !== '');
  return pieces.map((piece, i) => ({
    ...piece,
    ...(piece.kind === 'note' ? { kind: 'note' } : { kind: 'cell', cell: piece.cell ?? place }),
    separator: i === 0 ? separator : '\n',
  }));
}

function isCaption(node: OfficeContentNode): boolean {
  const style = node.metadata && 'style' in node.metadata ? node.metadata.style : undefined;
  return style !== undefined && /^(?:caption|légende|beschriftung)/i.test(style);
}

function toText(node: OfficeContentNode): string {
  if (node.type === 'break') return '\n';
  if (node.type === 'image' || node.type === 'note' || node.type === 'comment') return '';
  if (!node.children || node.children.length === 0) return node.text ?? '';
  return node.children.map(toText).join('');
}

/** Notes hang on the runs that refer to them; a note split over several runs is listed by each of them. */
function toNotes(node: OfficeContentNode): Piece[] {
  const notes = new Set<OfficeContentNode>();
  const collect = (one: OfficeContentNode): void => {
    for (const note of one.notes ?? []) notes.add(note);
    for (const child of one.children ?? []) {
      if (child.type === 'note' || child.type === 'comment') notes.add(child);
      else collect(child);
    }
  };
  collect(node);
  return dropRepeats(
    [...notes].map((note): Piece => ({
      kind: 'note',
      text: (note.children ?? []).map(toText).join('\n') || (note.text ?? ''),
    })),
  );
}

function toMetadata({
  title,
  author,
  created,
  modified,
  nativeProperties,
}: OfficeMetadata): Metadata {
  const generator = nativeProperties?.['Application'] as unknown;
  return {
    ...(title && { title }),
    ...(author && { author }),
    ...(isTime(created) && { created: created.toISOString() }),
    ...(isTime(modified) && { modified: modified.toISOString() }),
    ...(typeof generator === 'string' && generator && { generator }),
  };
}

function isTime(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
