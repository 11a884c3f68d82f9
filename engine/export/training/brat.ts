import { createOffsets, type ToCodePoints } from '../offsets.ts';
import type { AnnotatedDocument, ExportSource } from '../source.ts';
import type { FileTarget, FolderEntry, TargetOptions } from '../target.ts';

/**
 * A folder as brat opens it: for each document its text and its stand-off annotation, and what may be annotated in
 * `annotation.conf`. Offsets are code points, as brat (Python) counts; labels keep to the characters that it allows.
 */
export const brat: FileTarget = {
  name: 'brat',
  family: 'training',
  extension: '',
  summary: 'brat: a folder of texts with stand-off annotation, to annotate further',
  files: [{ suffix: '', entries: listEntries }],
};

function* listEntries(source: ExportSource, { withText }: TargetOptions): Iterable<FolderEntry> {
  const types = new Set<string>();
  const ends = new Map<string, Set<string>>();
  for (const document of source.annotated()) {
    const { id, mentions, relations } = document;
    for (const { type } of mentions) types.add(toLabel(type));
    for (const { head, tail, type } of relations) {
      const [from, to] = [mentions[head], mentions[tail]].map((mention) =>
        toLabel(mention?.type ?? ''),
      );
      const pairs = ends.get(toLabel(type)) ?? new Set();
      ends.set(toLabel(type), pairs.add(`Arg1:${from}, Arg2:${to}`));
    }
    // Without its text an annotation is about nothing; brat would refuse to open it.
    yield { name: `${id}.txt`, records: withText ? [toText(document)] : [''] };
    yield { name: `${id}.ann`, records: listLines(document) };
  }
  yield { name: 'annotation.conf', records: [toConfiguration(types, ends)] };
}

/** Same length in code points: a lone surrogate is one. */
function toText({ text }: AnnotatedDocument): string {
  return text.toWellFormed();
}

function* listLines({ text, mentions, relations }: AnnotatedDocument): Iterable<string> {
  const toCodePoints = createOffsets(text);
  for (const [at, { start, end, type }] of mentions.entries()) {
    const parts = listParts(text, start, end);
    const spans = parts.map((part) => toSpan(toCodePoints, part)).join(';');
    const words = parts.map((part) => toLine(text.slice(part.start, part.end))).join(' ');
    yield `T${at + 1}\t${toLabel(type)} ${spans}\t${words.toWellFormed()}\n`;
  }
  for (const [at, { head, tail, type }] of relations.entries())
    yield `R${at + 1}\t${toLabel(type)} Arg1:T${head + 1} Arg2:T${tail + 1}\t\n`;
}

const LINE_END = /[\n\r\u0085\u2028\u2029]/gu;
const LINE = /[^\n\r\u0085\u2028\u2029]+/gu;

/** A name of line ends alone has no piece to show: its place stands, and blanks of the same length, as brat writes them. */
function toLine(words: string): string {
  return words.replace(LINE_END, ' ');
}

/** A name that runs over the end of a line is one of several pieces: brat has a line a name. */
function listParts(text: string, start: number, end: number): { start: number; end: number }[] {
  const parts = [...text.slice(start, end).matchAll(LINE)].map((found) => ({
    start: start + found.index,
    end: start + found.index + found[0].length,
  }));
  return parts.length > 0 ? parts : [{ start, end }];
}

function toSpan(toCodePoints: ToCodePoints, span: { start: number; end: number }): string {
  const { start, end } = toCodePoints(span);
  return `${start} ${end}`;
}

function toConfiguration(
  types: ReadonlySet<string>,
  ends: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  const relations = [...ends].flatMap(([type, pairs]) =>
    [...pairs].map((pair) => `${type}\t${pair}`),
  );
  return `[entities]\n${[...types].toSorted().join('\n')}\n\n[relations]\n${relations.toSorted().join('\n')}\n\n[events]\n\n[attributes]\n`;
}

function toLabel(label: string): string {
  const plain = label.replace(/[^A-Za-z0-9_-]+/gu, '_');
  return plain === '' ? '_' : plain;
}
