import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createEngine } from '#engine/engine';
import { readSource } from '#engine/pipeline';
import { findPlaces } from '#engine/places';
import { toRows, type Child, type Row } from './rows.ts';

export interface Bench {
  readonly shared: string;
  readonly shipped: string;
  node(...args: string[]): Promise<Child>;
}

/** Characters of a file, so that several are under way at once. */
const FILE = 60_000;
/** Of Linux, in /proc/PID/stat. */
const TICKS = 100;

interface Text {
  readonly folder: string;
  readonly sentences: readonly (readonly string[])[];
}

/** Books, as they come, cut into plain text files of some 500 sentences. */
async function writeText(to: string, wanted: number, shared: string): Promise<Text> {
  const books = join(shared, 'data/text/books');
  const sentences: (readonly string[])[] = [];
  const folder = join(to, 'in');
  mkdirSync(folder);
  for (const book of readdirSync(books)
    .filter((name) => name.endsWith('.md.gz'))
    .toSorted()) {
    const text = gunzipSync(readFileSync(join(books, book))).toString('utf8');
    for (let at = 0; at < text.length && sentences.length < wanted;) {
      const end = text.indexOf('\n\n', at + FILE);
      const part = text.slice(at, end < 0 ? text.length : end);
      at += part.length;
      const name = `${book}-${at}.txt`;
      const bytes = Buffer.from(part);
      const { reading, sentences: own } = await readSource({ name, bytes });
      if (!('document' in reading)) continue;
      writeFileSync(join(folder, name), bytes);
      const whole = reading.document.text;
      for (const { tokens } of own)
        sentences.push(tokens.map((token) => whole.slice(token.start, token.end)));
    }
  }
  return { folder, sentences };
}

/** Processor seconds and highest resident megabytes of a process that runs. */
function look(pid: number): { readonly cpu: number; readonly peak: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const peak = Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
  return { cpu: (Number(stat[11]) + Number(stat[12])) / TICKS, peak };
}

interface Import {
  readonly wall: number;
  /** Of the extractor processes, their start with it. */
  readonly extractors: number;
  readonly own: number;
  readonly peak: number;
  readonly found: string;
}

/** The whole line, as `espalier import` runs it, with two extractor processes. */
async function runLine(
  folder: string,
  project: string,
  data: string,
  options: {
    readonly cacheBytes: number;
    readonly heads?: readonly string[];
    readonly model?: string;
  },
): Promise<Import> {
  const engine = createEngine({ places: { ...findPlaces(), data }, workers: 2, ...options });
  try {
    const { jobs, watching } = await engine.open(project, { create: true, resume: false });
    await watching.set(false);
    const [from, before] = [performance.now(), process.cpuUsage()];
    const { imported, error } = await jobs.whenEnded(jobs.startImport({ paths: [folder] }));
    const wall = (performance.now() - from) / 1000;
    if (!imported) throw new Error(JSON.stringify(error));
    const own = process.cpuUsage(before);
    const seen = engine
      .pids()
      .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('extractor'))
      .map(look);
    const { sentences, mentions, relations, triples } = imported;
    return {
      wall,
      extractors: seen.reduce((sum, { cpu }) => sum + cpu, 0),
      own: (own.user + own.system) / 1e6,
      peak: Math.max(0, ...seen.map(({ peak }) => peak)),
      found: `${sentences} sentences, ${mentions} mentions, ${relations} relations, ${triples.total} triples`,
    };
  } finally {
    await engine.close();
  }
}

async function runBare(rows: readonly Row[], bench: Bench): Promise<{ wall: number; cpu: number }> {
  const files = [join(bench.shipped, 'encoder.onnx'), join(bench.shipped, 'news/head.onnx')];
  const children = [await bench.node('ours', ...files), await bench.node('ours', ...files)];
  const half = Math.ceil(rows.length / 2);
  const parts = [rows.slice(0, half), rows.slice(half)];
  const from = performance.now();
  const answers = await Promise.all(
    children.map((child, i) => child.ask({ rows: parts[i] ?? [], batch: 50 })),
  );
  const wall = (performance.now() - from) / 1000;
  for (const child of children) child.close();
  return { wall, cpu: answers.reduce((sum, { cpu }) => sum + cpu, 0) };
}

/** The whole line beside bare sessions over the same sentences; then what is free: the same again, and in another project. */
export async function measureLine(
  wanted: number,
  bench: Bench,
  say: (line: string) => void,
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'line-'));
  try {
    const { folder, sentences } = await writeText(scratch, wanted, bench.shared);
    const rows = await toRows(sentences, join(bench.shipped, 'tokenizer.json'));
    const count = sentences.length;
    const rate = (seconds: number) => (count / seconds).toFixed(0);
    say(`\n## The whole line: ${count} sentences of books, two extractor processes\n`);
    say(
      '| | sentences/s, clock | a second of extractor | engine, ms a sentence | peak MB of a worker | found |',
    );
    say('| --- | --- | --- | --- | --- | --- |');
    let at = 0;
    const line = async (name: string, cacheBytes: number) => {
      const result = await runLine(folder, join(scratch, `${at++}.espalier`), scratch, {
        cacheBytes,
      });
      const { wall, extractors, own, peak, found } = result;
      const busy = extractors > 0 ? rate(extractors) : '–';
      say(
        `| ${name} | ${rate(wall)} | ${busy} | ${((own / count) * 1000).toFixed(2)} | ${peak.toFixed(0)} | ${found} |`,
      );
      return result;
    };
    const ratios: number[][] = [];
    for (let round = 0; round < 2; round++) {
      const bare = await runBare(rows, bench);
      say(`| bare sessions, the same sentences | ${rate(bare.wall)} | ${rate(bare.cpu)} | | | |`);
      const whole = await line('the line', 0);
      ratios.push([bare.wall / whole.wall, bare.cpu / whole.extractors]);
    }
    await line('the line, results kept', 256 * 2 ** 20);
    await line('another project, the same text', 256 * 2 ** 20);
    const percent = (at: number) =>
      ratios.map((pair) => `${(100 * (pair[at] ?? 0)).toFixed(0)} %`).join(', ');
    say(
      `\nThe line runs at ${percent(0)} of the bare sessions' rate by the clock, at ${percent(1)} by the extractors' processor time.`,
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
