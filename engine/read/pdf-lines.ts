import type { PageCharacters } from './pdf-page.ts';
import { lineBreakHyphen, valueAt } from './pdf-page.ts';

/** A run of a page's characters, half open. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** One line of one column: characters side by side on one base line. */
export interface Line {
  readonly page: number;
  readonly runs: readonly Run[];
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Mean lower edge of its characters: follows the base line, whatever one tall glyph does. */
  readonly base: number;
  /** Mean height of its characters, points: stands for the font size. */
  readonly size: number;
  readonly isBold: boolean;
  /** It ends in a hyphen that PDFium knows to break a word. */
  readonly isBroken: boolean;
  /** The line before it in the content stream lies to its left at the same height: a row of a table, most likely. */
  readonly followsInRow: boolean;
}

/** Wider than this many heights, a gap parts two columns or cells, not two words. */
const widestGap = 1.6;
/** Of a Roman numeral or ligature glyph PDFium gives the glyph's own code point. */
const ligatures: Readonly<Record<number, string>> = {
  0xfb00: 'ff',
  0xfb01: 'fi',
  0xfb02: 'fl',
  0xfb03: 'ffi',
  0xfb04: 'ffl',
  0xfb05: 'st',
  0xfb06: 'st',
};

/** The text one character stands for: a ligature becomes its letters, a word-breaking hyphen a soft hyphen. */
export function toLetters(code: number): string {
  if (code === lineBreakHyphen || code === 2) return '\u00ad';
  if (code > 0x10ffff) return '\ufffd';
  return ligatures[code] ?? String.fromCodePoint(code);
}

/** Accents that stand as glyphs of their own, as TeX sets them, to the marks that join a letter. */
const accents: Readonly<Record<number, string>> = {
  0xa8: '\u0308',
  0xb4: '\u0301',
  0xb8: '\u0327',
  0x60: '\u0300',
  0x2c6: '\u0302',
  0x2c7: '\u030c',
  0x2d8: '\u0306',
  0x2da: '\u030a',
  0x2dc: '\u0303',
};

/** The letter that an accent at `index` and the letter it is printed over make, or undefined. */
function toAccented(page: PageCharacters, index: number, to: number): string | undefined {
  const mark = accents[valueAt(page.codes, index)];
  if (mark === undefined || index + 1 >= to) return undefined;
  const next = index + 1;
  const shared =
    Math.min(valueAt(page.right, index), valueAt(page.right, next)) -
    Math.max(valueAt(page.left, index), valueAt(page.left, next));
  if (shared < 0.5 * (valueAt(page.right, index) - valueAt(page.left, index))) return undefined;
  const base = String.fromCodePoint(valueAt(page.codes, next)).replace('ı', 'i').replace('ȷ', 'j');
  const letter = (base + mark).normalize('NFC');
  return /^\p{L}$/u.test(letter) ? letter : undefined;
}

/** Letters and signs of ASCII save the grave accent: no accent, ligature or hyphen to look up. */
function isItself(code: number): boolean {
  return code >= 32 && code < 0x7f && code !== 0x60;
}

/** The letters of a run with the characters they come from, as `Line.text` has them. */
export function listLetters(page: PageCharacters, run: Run): { letters: string; index: number }[] {
  const listed: { letters: string; index: number }[] = [];
  for (let index = run.from; index < run.to; index++) {
    const accented = toAccented(page, index, run.to);
    listed.push({ letters: accented ?? toLetters(valueAt(page.codes, index)), index });
    if (accented !== undefined) index++;
  }
  return listed;
}

/** Cuts the characters of a page into lines, in the order of the content stream. */
export function toLines(page: PageCharacters): Line[] {
  const lines: Line[] = [];
  for (const run of toRuns(page)) {
    const line = toLine(page, run);
    if (line === undefined) continue;
    const last = lines.at(-1);
    const relation = last === undefined ? 'apart' : compare(last, line);
    if (last !== undefined && relation === 'same') lines[lines.length - 1] = merge(last, line);
    else lines.push(relation === 'row' ? { ...line, followsInRow: true } : line);
  }
  return lines;
}

/** Runs end where PDFium ends a line, and where the next character stands far off. */
function toRuns({ count, codes, left, top, right, bottom }: PageCharacters): Run[] {
  const runs: Run[] = [];
  let from = 0;
  let last = -1;
  const close = (to: number) => {
    if (last >= from) runs.push({ from, to });
    from = to;
    last = -1;
  };
  for (let i = 0; i < count; i++) {
    const code = codes[i] ?? 0;
    if (code === 13 || code === 10) {
      close(i);
      from = i + 1;
      continue;
    }
    if (code === 32 || code === 0xa0 || code === 9) continue;
    if (last >= 0) {
      const [low, high] = [valueAt(bottom, i), valueAt(top, i)];
      const [lastLow, lastHigh] = [valueAt(bottom, last), valueAt(top, last)];
      const gap = Math.max(
        valueAt(left, i) - valueAt(right, last),
        valueAt(left, last) - valueAt(right, i),
      );
      const height = Math.max(low - high, lastLow - lastHigh);
      // Most letters stand as high as the one before.
      const isLevel = low === lastLow && high === lastHigh;
      const shared = isLevel ? height : Math.min(low, lastLow) - Math.max(high, lastHigh);
      if (
        gap > widestGap * height ||
        (!isLevel && height > 0 && shared < 0.2 * Math.min(height, low - high))
      )
        close(i);
    }
    last = i;
    if (code === lineBreakHyphen || code === 2) {
      close(i + 1);
    }
  }
  close(count);
  return runs;
}

/** Units of the line that is being made. One for all lines: a string grown letter by letter costs as much as PDFium. */
let units = new Uint16Array(4096);
/** The same memory; on the little-endian machines that Node runs on these are the string's bytes. */
let bytes = Buffer.from(units.buffer);

function reserve(count: number): void {
  if (count <= units.length) return;
  const larger = new Uint16Array(2 * count);
  larger.set(units);
  units = larger;
  bytes = Buffer.from(units.buffer);
}

/** Room for what one character may stand for. */
const mostLetters = 4;

/** The line that a run of characters makes; undefined if it has nothing but spaces. */
export function toLine(page: PageCharacters, run: Run): Line | undefined {
  let length = 0;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  let first = -1;
  let last = -1;
  let height = 0;
  let base = 0;
  let counted = 0;
  for (let i = run.from; i < run.to; i++) {
    const at = i;
    const code = valueAt(page.codes, i);
    if (isItself(code)) units[length++] = code;
    else {
      const accented = toAccented(page, i, run.to);
      if (accented !== undefined) i++;
      for (const unit of (accented ?? toLetters(code)).split(''))
        units[length++] = unit.charCodeAt(0);
    }
    reserve(length + mostLetters);
    if (code === 32 || code === 0xa0 || code === 9) continue;
    if (first < 0) first = at;
    last = at;
    left = Math.min(left, valueAt(page.left, at));
    top = Math.min(top, valueAt(page.top, at));
    right = Math.max(right, valueAt(page.right, at));
    bottom = Math.max(bottom, valueAt(page.bottom, at));
    height += valueAt(page.bottom, at) - valueAt(page.top, at);
    base += valueAt(page.bottom, at);
    counted++;
  }
  if (first < 0) return undefined;
  const lastCode = page.codes[last];
  return {
    page: page.number,
    runs: [run],
    text: bytes.toString('utf16le', 0, 2 * length),
    left,
    top,
    right,
    bottom,
    base: base / counted,
    size: height / counted,
    isBold: page.weight(first) >= 600 && page.weight(last) >= 600,
    isBroken: lastCode === lineBreakHyphen || lastCode === 2,
    followsInRow: false,
  };
}

/** Whether a line goes on with the next one at the same height, and if so as the same line or as a row's next cell. */
function compare(last: Line, line: Line): 'same' | 'row' | 'apart' {
  const shared = Math.min(last.bottom, line.bottom) - Math.max(last.top, line.top);
  const smaller = Math.min(last.bottom - last.top, line.bottom - line.top);
  if (last.isBroken || shared < 0.5 * smaller) return 'apart';
  const gap = line.left - last.right;
  const backwards = last.left - line.right;
  const size = Math.max(last.size, line.size);
  if (Math.max(gap, backwards) <= widestGap * size * 0.6 && Math.min(gap, backwards) < size)
    return 'same';
  return gap > 0 || backwards > 0 ? 'row' : 'apart';
}

function merge(last: Line, line: Line): Line {
  const gap = Math.max(line.left - last.right, last.left - line.right);
  const isSpaced =
    gap > 0.12 * Math.max(last.size, line.size) || /\s$/.test(last.text) || /^\s/.test(line.text);
  const [big, small] = last.text.length >= line.text.length ? [last, line] : [line, last];
  return {
    ...big,
    runs: [...last.runs, ...line.runs],
    text: last.text + (isSpaced ? ' ' : '') + line.text,
    left: Math.min(last.left, line.left),
    top: Math.min(last.top, line.top),
    right: Math.max(last.right, line.right),
    bottom: Math.max(last.bottom, line.bottom),
    isBold: big.isBold && (small.isBold || small.text.trim().length < 4),
    isBroken: line.isBroken,
    followsInRow: last.followsInRow,
  };
}
