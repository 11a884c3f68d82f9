/**
 * Measures reading and segmenting on the shared documents and books: files, pages and megabytes per second of processor time,
 * beside `pdftotext` for PDF and `pandoc` for what it reads, where they are installed.
 *
 *   npm run bench:read [-- --rounds 2]
 *
 * The data is that of ESPALIER_SHARED, else ../shared. Processor time, of one core, not the clock: other work on the machine
 * would count otherwise. The first round is not counted: it loads the parsers. Figures of the other programs count what they
 * print too (a process a file, as they are used).
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { read } from '#read/read';
import { segment, segmentText } from '#segment/segment';
import { tokenize } from '#segment/tokenize';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '2' } } });
const rounds = Number(values.rounds);
const shared = process.env['ESPALIER_SHARED'] ?? resolve(import.meta.dirname, '../../../shared');
const documents = join(shared, 'data/documents');

interface File {
  readonly path: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files of a kind, which here are called what they are. */
const kinds: readonly (readonly [kind: string, folder: string, endings: readonly string[]])[] = [
  ['pdf', 'pdf', ['.pdf']],
  ['docx', 'docx', ['.docx']],
  ['html', 'html', ['.html', '.htm']],
  ['epub', 'epub', ['.epub']],
  ['odt', 'office', ['.odt']],
  ['rtf', 'office', ['.rtf']],
  ['pptx', 'office', ['.pptx']],
  ['eml', 'eml', ['.eml']],
  ['text', 'text', ['.txt', '.md']],
];
const readByPandoc = new Set(['docx', 'html', 'epub', 'odt', 'rtf']);

function listFiles(folder: string, endings: readonly string[]): File[] {
  return readdirSync(join(documents, folder))
    .filter((name) => endings.includes(extname(name)))
    .map((name) => {
      const path = join(documents, folder, name);
      return { path, name, bytes: new Uint8Array(readFileSync(path)) };
    });
}

/** Seconds of processor time that a piece of work takes. */
async function time(work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Seconds of processor time of a program run on a file, or undefined where it is not installed or fails. */
function timeProgram(program: string, args: readonly string[]): number | undefined {
  const script = '"$0" "$@" > /dev/null 2>&1 || exit 1; times';
  const done = spawnSync('sh', ['-c', script, program, ...args], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  // The second line is that of the children: 0m1.23s 0m0.04s.
  const parts = [...(done.stdout ?? '').matchAll(/(\d+)m([\d.]+)s/g)].slice(2);
  if (done.status !== 0 || parts.length < 2) return undefined;
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}

const rate = (count: number, seconds: number) => (count / seconds).toFixed(1).padStart(8);

interface Measured {
  readonly pages: number;
  readonly seconds: number;
  readonly sentences: number;
  readonly segmenting: number;
}

async function measure(files: readonly File[]): Promise<Measured> {
  let [pages, sentences, segmenting] = [0, 0, 0];
  const readAll = async () => {
    for (const file of files) {
      const reading = await read(file);
      if (!('document' in reading)) continue;
      pages += reading.document.pages.length;
      segmenting += await time(() => void (sentences += segment(reading.document).length));
    }
  };
  await readAll();
  [pages, sentences, segmenting] = [0, 0, 0];
  const all = await time(async () => {
    for (let round = 0; round < rounds; round++) await readAll();
  });
  return {
    pages: pages / rounds,
    seconds: (all - segmenting) / rounds,
    sentences: sentences / rounds,
    segmenting: segmenting / rounds,
  };
}

function compare(
  program: string,
  files: readonly File[],
  pages: number,
  toArguments: (path: string) => readonly string[],
): void {
  let [seconds, bytes] = [0, 0];
  let failed = 0;
  for (const { path, bytes: content } of files) {
    const taken = timeProgram(program, toArguments(path));
    if (taken === undefined) failed++;
    else {
      seconds += taken;
      bytes += content.length;
    }
  }
  if (failed === files.length)
    return console.log(`  ${program}: not installed, or reads none of them`);
  const paged = pages > 0 ? `${rate(pages, seconds)} pages/s` : '';
  const without = failed > 0 ? `, ${failed} of ${files.length} failed` : '';
  console.log(`  ${program.padEnd(10)} ${rate(bytes / 1e6, seconds)} MB/s ${paged}${without}`);
}

for (const [kind, folder, endings] of kinds) {
  const files = listFiles(folder, endings);
  const { pages, seconds, sentences, segmenting } = await measure(files);
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  console.log(
    `${kind.padEnd(5)} ${String(files.length).padStart(3)} files ${rate(bytes / 1e6, seconds)} MB/s` +
      ` ${pages > 0 ? `${rate(pages, seconds)} pages/s` : ''}  segment ${rate(sentences, segmenting)} sentences/s`,
  );
  if (kind === 'pdf') compare('pdftotext', files, pages, (path) => [path, '-']);
  if (readByPandoc.has(kind)) compare('pandoc', files, 0, (path) => ['-t', 'plain', path]);
}

const [book] = listFiles('pdf', ['.pdf']).filter(({ name }) => name.startsWith('freeculture'));
if (book) {
  const { pages, seconds } = await measure([book]);
  console.log(`book  ${pages} pages in ${seconds.toFixed(2)} s`);
}

const books = join(shared, 'data/text/books');
const text = readdirSync(books)
  .filter((name) => name.endsWith('.gz'))
  .slice(0, 6)
  .map((name) => gunzipSync(readFileSync(join(books, name))).toString('utf8'))
  .join('\n\n');
segmentText(text.slice(0, 200_000));
const spans = segmentText(text);
const splitting = await time(() => void segmentText(text));
const tokenizing = await time(() => {
  for (const { start, end } of spans) tokenize(text.slice(start, end), start);
});
console.log(
  `books ${(text.length / 1e6).toFixed(1)} Mchar: split ${rate(text.length / 1e6, splitting)} Mchar/s, tokenize ${rate(text.length / 1e6, tokenizing)} Mchar/s`,
);
console.log(`memory ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB resident`);
