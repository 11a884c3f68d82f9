import { assemble, type Piece } from './assemble.ts';
import { cleanLines } from './characters.ts';
import { collectWords, joinLines, type Words } from './hyphen.ts';
import type { TextReader } from './reader.ts';
import { shortenSource } from './shorten.ts';

/** Plain text: paragraphs are parted by blank lines; lines that were broken to a width are joined again. */
export const txt: TextReader = {
  input: 'text',
  format: 'txt',
  endings: ['txt', 'text', 'log', 'srt'],
  judge: () => 'likely',
  read: async (source) => {
    const { text, damage } = shortenSource(source);
    return {
      ...assemble(toPlainPieces(cleanLines(text))),
      pages: [],
      metadata: {},
      ...(damage && { damage }),
    };
  },
};

/** Lines longer than this are not broken by hand: each is a paragraph. */
const widestBroken = 130;
const item = /^\s*(?:[-*•‣◦▪–]|\(?\d{1,3}[.)])\s+\S/;
/** Ideographs and kana: a line that ends in one and not in a full stop goes on. */
const wideEnd = /[\u3040-\u30ff\u3400-\u9fff、，]\s*$/;
const wideStart = /^[\u3040-\u30ff\u3400-\u9fff]/;
const ruled = /^\s*([=\-~_*#])\1{2,}\s*$/;

/** The blocks of plain text whose line ends are line feeds. */
export function toPlainPieces(text: string): Piece[] {
  const words = collectWords(text);
  const chunks = text.split(/\n(?:[ \t\u3000\v]*\n)+|\f/);
  const width = findWidth(text);
  return chunks.flatMap((chunk) =>
    toChunkPieces(
      chunk.split('\n').filter((line) => line.trim()),
      width,
      words,
    ),
  );
}

/** The column at which lines were broken: the length that 19 of 20 lines keep to, or undefined. */
function findWidth(text: string): number | undefined {
  const lengths = text
    .slice(0, 200_000)
    .split('\n')
    .map((line) => line.trimEnd().length)
    .filter((length) => length > 0)
    .sort((a, b) => a - b);
  const width = lengths[Math.floor(lengths.length * 0.95)] ?? 0;
  return width >= 30 && width <= widestBroken ? width : undefined;
}

function toChunkPieces(lines: readonly string[], width: number | undefined, words: Words): Piece[] {
  const pieces: Piece[] = [];
  let open: string[] = [];
  const close = () => {
    if (open.length > 0)
      pieces.push(toPiece(joinLines(open, words, 'keep'), lines.length === 1, pieces.length === 0));
    open = [];
  };
  lines.forEach((line, i) => {
    const underline = ruled.exec(lines[i + 1] ?? '')?.[1];
    const last = open.at(-1);
    if (ruled.test(line)) close();
    else if (underline && isTitle(line)) {
      close();
      pieces.push({ kind: 'heading', text: line, level: underline === '=' ? 1 : 2 });
    } else {
      if (last !== undefined && !isBroken(last, line, width)) close();
      open.push(line);
    }
  });
  close();
  return pieces;
}

/** Whether a line goes on in the next: it had no room for the next word, or its sentence is plainly not over. */
function isBroken(line: string, next: string, width: number | undefined): boolean {
  if (item.test(next)) return false;
  const first = next.trimStart().match(/^\S+/)?.[0] ?? '';
  const length = line.trimEnd().length;
  if (width !== undefined && length + 1 + first.length > width * 0.92) return true;
  if (wideEnd.test(line) && wideStart.test(next)) return true;
  return length > 30 && /^\p{Ll}/u.test(first) && !/[.!?:;]["'”’)\]]*\s*$/.test(line);
}

function toPiece(text: string, isAlone: boolean, isFirst: boolean): Piece {
  const separator = isFirst ? '\n\n' : '\n';
  if (isAlone && isTitle(text))
    return { kind: 'heading', text, level: /^\s*(?:book|part)\b/i.test(text) ? 1 : 2 };
  if (item.test(text))
    return { kind: 'item', text, level: Math.floor(text.search(/\S/) / 2) + 1, separator };
  return { kind: 'paragraph', text, separator };
}

/** A line by itself that looks like a title: short, no full stop, in capitals, in title case, or numbered as a chapter. */
function isTitle(line: string): boolean {
  const text = line.trim();
  if (text.length > 80 || /[.,;:!?"”]$/.test(text) || !/\p{L}{2}/u.test(text)) return false;
  if (/^(?:chapter|part|section|book|act|appendix|volume)\s+[\divxlc]+\b/i.test(text)) return true;
  if (/\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text)) return true;
  const long = text.split(/\s+/).filter((word) => /^\p{L}{4,}/u.test(word));
  return long.length >= 1 && long.length <= 10 && long.every((word) => /^\p{Lu}/u.test(word));
}
