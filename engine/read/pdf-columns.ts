import { type PageCharacters, valueAt } from './pdf-page.ts';
import { type Line, toLine } from './pdf-lines.ts';

/** Fewer rows than this are a table, or an accident. */
const leastRows = 4;
/** Columns of prose have lines of about this many characters or more; shorter ones are cells. */
const leastLength = 18;

/**
 * Some programs write a page of two columns row by row, straight across the gutter. Such rows look like those of a
 * table, but their lines stand as close as lines of prose and their sentences go on below, not beside. They are
 * taken apart: first the left column, then the right one.
 */
export function separateColumns(page: PageCharacters, lines: readonly Line[]): Line[] {
  const ordered: Line[] = [];
  let at = 0;
  while (at < lines.length) {
    const found = findColumns(page, lines, at);
    if (found) {
      ordered.push(...found.left, ...found.right);
      at = found.next;
    } else {
      const line = lines[at];
      if (line) ordered.push(line);
      at++;
    }
  }
  return ordered;
}

/** Turns a page's lines round that come from the bottom up, as PDFium gives them where a page is shown on its side. */
export function restoreOrder(lines: readonly Line[]): readonly Line[] {
  let [ups, downs] = [0, 0];
  lines.forEach((line, i) => {
    const last = lines[i - 1];
    if (!last || Math.min(line.right, last.right) <= Math.max(line.left, last.left)) return;
    if (line.base < last.base - 0.5 * line.size) ups++;
    else if (line.base > last.base + 0.5 * line.size) downs++;
  });
  return ups > downs ? lines.toSorted((a, b) => a.base - b.base || a.left - b.left) : lines;
}

interface Columns {
  readonly left: readonly Line[];
  readonly right: readonly Line[];
  readonly next: number;
}

/** The two columns that begin with the row at `start`, or undefined. */
function findColumns(
  page: PageCharacters,
  lines: readonly Line[],
  start: number,
): Columns | undefined {
  const gutter = lines[start + 1]?.followsInRow ? lines[start + 1]?.left : undefined;
  if (gutter === undefined || lines[start]?.followsInRow) return undefined;
  const left: Line[] = [];
  const right: Line[] = [];
  let pairs = 0;
  let at = start;
  for (let line = lines[at]; line; line = lines[at]) {
    const last = left.at(-1) ?? right.at(-1);
    const pitch = last ? line.base - last.base : line.size;
    if (pitch < 0.5 * line.size || pitch > 1.7 * line.size) break;
    const beside = lines[at + 1];
    if (beside?.followsInRow) {
      if (Math.abs(beside.left - gutter) > 0.6 * line.size || lines[at + 2]?.followsInRow) break;
      left.push(line);
      right.push({ ...beside, followsInRow: false });
      pairs++;
      at += 2;
      continue;
    }
    const halves = cut(page, line, gutter);
    if (halves) {
      left.push(halves[0]);
      right.push(halves[1]);
      pairs++;
    } else if (line.right < gutter) left.push(line);
    else if (line.left > gutter - 0.6 * line.size) right.push(line);
    else break;
    at++;
  }
  return pairs >= leastRows && isProse(left) && isProse(right)
    ? { left, right, next: at }
    : undefined;
}

/** Cuts a line whose two halves stand so close that they were taken for one. */
function cut(page: PageCharacters, line: Line, gutter: number): [Line, Line] | undefined {
  const [run] = line.runs;
  if (!run || line.runs.length > 1) return undefined;
  for (let i = run.from + 1; i < run.to; i++) {
    if (Math.abs(valueAt(page.left, i) - gutter) > 0.3 * line.size || page.codes[i] === 32)
      continue;
    const left = toLine(page, { from: run.from, to: i });
    const right = toLine(page, { from: i, to: run.to });
    if (left && right && right.left - left.right > 0.4 * line.size) return [left, right];
  }
  return undefined;
}

/** Lines of some length, most of which do not end their sentence. */
function isProse(lines: readonly Line[]): boolean {
  const length = lines.reduce((sum, { text }) => sum + text.trim().length, 0);
  const open = lines.filter(({ text }) => /[\p{L},-]\s*$/u.test(text)).length;
  return length >= leastLength * lines.length && open > 0.5 * lines.length;
}
