/**
 * Measures an import of a large folder of text: how every file ends, documents and sentences per second, and the
 * memory of the engine and of its workers, which are processes of their own.
 *
 *   node test/bench/import-folder.ts [--megabytes 50] [--keep]
 *
 * The text is that of the shared books (ESPALIER_SHARED, else ../shared), cut into files of about 60 KB. Each round
 * over the books gets a line of its own at the head of every file, so that no two files are the same document.
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { ImportReport } from '#domain/views';
import { askLines, listChildren, root, startCommand, toRow } from '../line/command.ts';

const FILE_CHARACTERS = 60_000;
const SAMPLE_MS = 500;

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '50' },
    keep: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.megabytes) * 1e6;
const shared = resolve(root, process.env['ESPALIER_SHARED'] ?? '../shared');

function* eachPiece(): Generator<readonly [name: string, text: string]> {
  const books = join(shared, 'data/text/books');
  for (let round = 1; ; round += 1)
    for (const name of readdirSync(books).toSorted()) {
      const book = gunzipSync(readFileSync(join(books, name))).toString('utf8');
      for (let at = 0, part = 1; at < book.length; part += 1) {
        // Cut between paragraphs, so that no sentence is torn.
        const cut = book.indexOf('\n\n', at + FILE_CHARACTERS);
        const end = cut < 0 ? book.length : cut;
        const title = `${name.replace('.md.gz', '')}-${round}-${part}`;
        yield [`${title}.md`, `Copy ${round}, part ${part}.\n\n${book.slice(at, end)}`];
        at = end;
      }
    }
}

function writeFolder(folder: string): { readonly files: number; readonly bytes: number } {
  mkdirSync(folder);
  let [files, bytes] = [0, 0];
  for (const [name, text] of eachPiece()) {
    if (bytes >= wanted) break;
    writeFileSync(join(folder, name), text);
    bytes += Buffer.byteLength(text);
    files += 1;
  }
  return { files, bytes };
}

const toMegabytes = (bytes: number) => Math.round(bytes / 2 ** 20);

const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-bench-'));
const [folder, project] = [join(scratch, 'in'), join(scratch, 'p.espalier')];
const { files, bytes } = writeFolder(folder);
console.log(
  `${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${cpus().length} processors; ${scratch}`,
);

const peak = { engine: 0, reader: 0, extractor: 0, together: 0, workers: 0 };
const started = startCommand(['import', folder, '--project', project, '--json']);
const sampling = setInterval(() => {
  const engine = toRow(started.pid)[0]?.rss ?? 0;
  const workers = listChildren(started.pid);
  peak.engine = Math.max(peak.engine, engine);
  peak.workers = Math.max(peak.workers, workers.length);
  for (const kind of ['reader', 'extractor'] as const)
    for (const { command, rss } of workers)
      if (command.includes(`worker.ts ${kind}`)) peak[kind] = Math.max(peak[kind], rss);
  peak.together = Math.max(
    peak.together,
    workers.reduce((sum, { rss }) => sum + rss, engine),
  );
}, SAMPLE_MS);
const ended = await started.ended;
clearInterval(sampling);
if (ended.code !== 0) throw new Error(`exit ${ended.code}: ${ended.stderr}`);

const report = JSON.parse(ended.stdout) as ImportReport;
const states = new Map<string, number>();
for (const { state } of await askLines<{ state: string }>('documents', project))
  states.set(state, (states.get(state) ?? 0) + 1);

console.log(
  JSON.stringify(
    {
      states: Object.fromEntries(states),
      seconds: Math.round(report.seconds),
      documentsPerSecond: Number((files / report.seconds).toFixed(2)),
      sentences: report.sentences,
      sentencesPerSecond: Math.round(report.sentences / report.seconds),
      entities: report.entities,
      triples: report.triples.total,
      projectMegabytes: toMegabytes(statSync(project).size),
      peakMegabytes: {
        engine: toMegabytes(peak.engine),
        reader: toMegabytes(peak.reader),
        extractor: toMegabytes(peak.extractor),
        together: toMegabytes(peak.together),
      },
      workers: peak.workers,
    },
    null,
    2,
  ),
);
if (!values.keep) rmSync(scratch, { recursive: true, force: true });
