/**
 * Measures reading and segmenting on the shared documents and books: files, pages and megabytes per second of
 * processor time, beside `pdftotext` where it is installed.
 *
 *   node test/bench/read.ts [--rounds 2]
 *
 * The data is that of ESPALIER_SHARED, else ../shared. Processor time, not the clock: other work on the machine
 * would count otherwise. The first round is not counted: it loads the parsers.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { read } from '#read/read';
import { segment, segmentText } from '#segment/segment';
import { tokenize } from '#segment/tokenize';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '2' } } });
const rounds = Number(values.rounds);
const shared = process.env['ESPALIER_SHARED'] ?? resolve(import.meta.dirname, '../../../shared');

/** Seconds of processor time that a piece of work takes. */
async function time(work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const rate = (count: number, seconds: number, unit: string) =>
  `${(count / seconds).toFixed(1)} ${unit}/s`;

for (const kind of ['pdf', 'docx', 'html', 'epub', 'office', 'eml', 'text']) {
  const folder = join(shared, 'data/documents', kind);
  const files = readdirSync(folder).map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(folder, name))),
  }));
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
  const seconds =
    (await time(async () => {
      for (let round = 0; round < rounds; round++) await readAll();
    })) - segmenting;
  const bytes = rounds * files.reduce((sum, file) => sum + file.bytes.length, 0);
  const parts = [rate(rounds * files.length, seconds, 'files'), rate(bytes / 1e6, seconds, 'MB')];
  if (pages > 0) parts.push(rate(pages, seconds, 'pages'));
  console.log(
    `${kind.padEnd(8)} ${parts.join('  ')}  then segment ${rate(sentences, segmenting, 'sentences')}`,
  );
  if (kind === 'pdf')
    comparePdftotext(
      files.map(({ name }) => join(folder, name)),
      pages / rounds,
    );
}

function comparePdftotext(paths: readonly string[], pages: number): void {
  const before = process.resourceUsage();
  const clock = performance.now();
  const rival = 'pdftotext';
  const isThere = paths.every(
    (path) => !spawnSync(rival, [path, '-'], { maxBuffer: 2 ** 28 }).error,
  );
  if (!isThere)
    return console.log('         (pdftotext is not installed: apt-get install poppler-utils)');
  const seconds =
    (performance.now() - clock) / 1000 -
    (process.resourceUsage().userCPUTime - before.userCPUTime) / 1e6;
  console.log(
    `         pdftotext: ${rate(pages, seconds, 'pages')} by the clock, starting one process a file`,
  );
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
  `books    split ${rate(text.length / 1e6, splitting, 'Mchar')}, tokenize ${rate(text.length / 1e6, tokenizing, 'Mchar')}`,
);
console.log(`memory   ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB resident`);
