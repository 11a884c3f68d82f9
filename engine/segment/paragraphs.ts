import type { Span } from '#domain/document';

const listLine = /^\s*(?:[-*•‣◦▪⁃]|\(?\d{1,3}[.)]|[a-z][.)])\s*\S/;

/** What is looked at of the lines before. UTF-16 units. */
const window = 80;

/**
 * Paragraphs of a raw text. A blank line ends one; a single line end does so where the next line is an item, or
 * where the line before is finished or too short to have been broken.
 */
export function splitParagraphs(text: string): Span[] {
  const spans: Span[] = [];
  let start = -1;
  let end = 0;
  let hasCapital = false;
  const lines = text.matchAll(/[^\n\r\u2028\u2029]+/g);
  const close = () => {
    if (start >= 0) spans.push({ start, end });
    start = -1;
  };
  for (const found of lines) {
    const line = found[0];
    if (line.trim() === '') {
      close();
      continue;
    }
    const at = found.index;
    const isApart =
      start < 0 || /(?:\n|\r\n?)[ \t]*[\n\r]/.test(text.slice(Math.max(end, at - window), at));
    if (isApart || endsHere(text.slice(Math.max(start, end - window), end), line, hasCapital))
      close();
    if (start < 0) {
      start = at;
      hasCapital = false;
    }
    hasCapital ||= /\p{Lu}/u.test(line);
    end = at + line.length;
  }
  close();
  return spans;
}

function endsHere(before: string, next: string, hasCapital: boolean): boolean {
  if (listLine.test(next)) return true;
  if (/[.!?…:;]["'”’»)\]]*\s*$/.test(before)) return true;
  return !/^\s*[\p{Ll}(]/u.test(next) || !hasCapital;
}
