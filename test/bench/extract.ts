/**
 * `npm run bench:extract`: extraction beside the published layout in PyTorch and beside a plain ONNX export. The same sentences,
 * one run, variants in turn; one thread each. Figures and what was tried: extract/MEASURED.md.
 *
 *   ESPALIER_BENCH_PYTHON  a Python with torch, onnx and onnxruntime; without it only what needs none is measured
 *   ESPALIER_BENCH_GRAPHS  a folder for the graphs that Python writes (1.5 GB), to keep them between runs
 *   --rounds 3 --news 48 --base 24   rounds; sentences of CoNLL04's test split for MiniLM and for BERT-base
 *   --text 4000                      sentences of books through the whole line; 0 leaves that out
 *   --quick                          one thread only
 *
 * On a shared machine the ratios of processor time are the ones to look at.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { measureLine } from './extract/line.ts';
import { startChild, toRows, type Answer, type Child, type Row } from './extract/rows.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    news: { type: 'string', default: '48' },
    base: { type: 'string', default: '24' },
    text: { type: 'string', default: '4000' },
    quick: { type: 'boolean', default: false },
  },
});
const [rounds, text] = [Number(values.rounds), Number(values.text)];
const here = fileURLToPath(new URL('extract/', import.meta.url));
const shipped = fileURLToPath(new URL('../../models/minilm/', import.meta.url));
const shared = process.env['ESPALIER_SHARED'] ?? join(here, '../../../../shared');
const python = process.env['ESPALIER_BENCH_PYTHON'];
const say = (line: string) => process.stdout.write(`${line}\n`);

const test = join(shared, 'data/corpora/conll04/conll04_test.json');
if (!existsSync(test)) {
  say(`No sentences at ${test}: set ESPALIER_SHARED.`);
  process.exit(0);
}
const sentences = (JSON.parse(readFileSync(test, 'utf8')) as { tokens: string[] }[]).map(
  (one) => one.tokens,
);
const all = await toRows(sentences, join(shipped, 'tokenizer.json'));
const graphs = process.env['ESPALIER_BENCH_GRAPHS'] ?? mkdtempSync(join(tmpdir(), 'graphs-'));
if (python && !existsSync(join(graphs, 'products.onnx')))
  execFileSync(python, ['-W', 'ignore', join(here, 'published.py'), 'graphs', graphs], {
    stdio: 'ignore',
  });

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
const node = (...args: string[]) =>
  startChild(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(here, 'sessions.ts'),
    ...args,
  ]);

interface Variant {
  readonly name: string;
  readonly child: Child;
  readonly batch: number;
  /** How often the sentences are run in a round, so that quick ones take long enough to be timed. */
  readonly times: number;
  readonly answers: Answer[];
}

/** Runs variants in turn and gives the seconds a sentence of each. */
async function interleave(variants: readonly Variant[], rows: readonly Row[]): Promise<void> {
  for (const { child, batch } of variants) await child.ask({ rows: rows.slice(0, 8), batch });
  for (let round = 0; round < rounds; round++)
    for (const { child, batch, times, answers } of variants) {
      const repeated = Array.from({ length: times }, () => rows).flat();
      const { wall, cpu, found, memory } = await child.ask({ rows: repeated, batch });
      answers.push({
        wall: wall / repeated.length,
        cpu: cpu / repeated.length,
        found: found / times,
        memory,
      });
    }
}

const toRate = (seconds: number) => (1 / seconds).toFixed(1);

async function compare(title: string, folder: string, count: number, which: string): Promise<void> {
  // Evenly spaced, so that their lengths are those of the whole split; in the order of the file.
  const rows = all.filter((_, i) => (i * count) % all.length < count);
  const variants: Variant[] = [];
  const add = async (name: string, batch: number, times: number, child: Promise<Child>) =>
    void variants.push({ name, batch, times, child: await child, answers: [] });
  if (python) {
    const serve = ['-W', 'ignore', join(here, 'published.py'), 'serve', which];
    await add('published, PyTorch', 8, 1, startChild(python, serve));
    await add('plain export', 8, 1, node('plain', join(graphs, which, 'plain.onnx')));
  }
  // What an extractor is given at once, some 50 sentences; never one of them twice.
  const given = Math.min(50, count);
  await add(
    'ours',
    given,
    8,
    node('ours', join(folder, 'encoder.onnx'), join(folder, 'news/head.onnx')),
  );
  if (python && which === 'minilm') {
    await add(
      'ours, exported now',
      given,
      8,
      node('ours', ...['encoder', 'news/head'].map((f) => join(graphs, 'minilm', `${f}.onnx`))),
    );
    const four = ['encoder', 'news/head', 'biomedical/head', 'science/head', 'general/head'];
    await add(
      'ours, four heads',
      given,
      8,
      node('ours', ...four.map((f) => join(folder, `${f}.onnx`))),
    );
  }
  await interleave(variants, rows);
  const tokens = rows.reduce((sum, [ids]) => sum + ids.length, 0) / rows.length;
  say(
    `\n## ${title}: ${count} sentences, ${tokens.toFixed(1)} tokens each, one thread, ${rounds} rounds`,
  );
  say(
    '\n| variant | sentences/s, clock | sentences/s, processor | peak MB | × published | × plain export |',
  );
  say('| --- | --- | --- | --- | --- | --- |');
  const [slow, plain] = variants;
  for (const { name, answers, child } of variants) {
    const ratio = (other: Variant | undefined) =>
      python && other
        ? median(answers.map(({ cpu }, i) => (other.answers[i]?.cpu ?? NaN) / cpu)).toFixed(1)
        : '–';
    const [wall, cpu] = [median(answers.map((a) => a.wall)), median(answers.map((a) => a.cpu))];
    const peak = Math.max(...answers.map((a) => a.memory)).toFixed(0);
    say(
      `| ${name} | ${toRate(wall)} | ${toRate(cpu)} | ${peak} | ${ratio(slow)} | ${ratio(plain)} |`,
    );
    child.close();
  }
}

/** One process and two at once, which take their batches from one list, as the pool gives them; beside it what the machine gives two of the bare products. */
async function compareWorkers(): Promise<void> {
  const files = [join(shipped, 'encoder.onnx'), join(shipped, 'news/head.onnx')];
  const own = await compareTwo(() => node('ours', ...files), all);
  say(
    `\nTwo workers: ${own.both.toFixed(0)} sentences/s against ${own.alone.toFixed(0)} of one, × ${own.gain.toFixed(2)}`,
  );
  say(`(each used ${own.busy.toFixed(2)} times the processor time a sentence that one alone did).`);
  if (!python) return;
  const rows = all.slice(0, 100);
  const bare = await compareTwo(() => node('product', join(graphs, 'products.onnx')), rows);
  say(
    `Two processes of nothing but int8 products, a weight each: × ${bare.gain.toFixed(2)}, ${bare.busy.toFixed(2)} times the processor time.`,
  );
}

/** Sentences a batch, and how often the list holds each: the last batch, on which one may wait for the other, weighs little. */
const [BATCH, TIMES] = [50, 5];

async function compareTwo(start: () => Promise<Child>, rows: readonly Row[]) {
  const [one, two] = [await start(), await start()];
  const list = Array.from({ length: TIMES }, () => rows).flat();
  /** Each takes the next batch as it comes free, until all have been taken: seconds by the clock and of processor, a sentence. */
  const drain = async (children: readonly Child[]) => {
    let at = 0;
    let cpu = 0;
    const total = list.length * children.length;
    const take = async (child: Child) => {
      while (at < total) {
        const from = at % list.length;
        const batch = list.slice(from, Math.min(from + BATCH, from + total - at));
        at += batch.length;
        const answer = await child.ask({ rows: batch, batch: BATCH });
        cpu += answer.cpu;
      }
    };
    const from = performance.now();
    await Promise.all(children.map(take));
    return { wall: (performance.now() - from) / 1000 / total, cpu: cpu / total };
  };
  const seen: { alone: number; both: number; busy: number }[] = [];
  await Promise.all([one, two].map((child) => child.ask({ rows, batch: BATCH })));
  for (let round = 0; round < rounds; round++) {
    const alone = await drain([one]);
    const both = await drain([one, two]);
    seen.push({ alone: 1 / alone.wall, both: 1 / both.wall, busy: both.cpu / alone.cpu });
  }
  one.close();
  two.close();
  return {
    alone: median(seen.map((s) => s.alone)),
    both: median(seen.map((s) => s.both)),
    busy: median(seen.map((s) => s.busy)),
    gain: median(seen.map((s) => s.both / s.alone)),
  };
}

/** 2 × 37 × 384 × 1536 operations, twenty in a graph. */
async function compareProducts(): Promise<void> {
  for (const [name, what] of [
    ['products', 'a weight each, as in an encoder'],
    ['warm', 'one weight, from the cache'],
  ] as const) {
    const child = await node('product', join(graphs, `${name}.onnx`));
    const rows = all.slice(0, 100);
    const rates: number[] = [];
    for (let round = 0; round < rounds * 3; round++) {
      const { cpu } = await child.ask({ rows, batch: 1 });
      rates.push((rows.length * 20 * 2 * 37 * 384 * 1536) / cpu / 1e9);
    }
    child.close();
    say(
      `int8 products 37 × 384 × 1536, ${what}: ${median(rates).toFixed(0)} GOP/s (best ${Math.max(...rates).toFixed(0)})`,
    );
  }
}

/** Where a sentence's time goes, by operator. */
function profile(): void {
  if (!python) return;
  const answer = execFileSync(
    python,
    ['-W', 'ignore', join(here, 'published.py'), 'profile', shipped],
    {
      input: `${JSON.stringify({ rows: all.slice(0, 60) })}\n`,
    },
  );
  const times = JSON.parse(answer.toString()) as Record<string, Record<string, number>>;
  say('\n| graph | operator | ms a sentence | share |\n| --- | --- | --- | --- |');
  const total = Object.values(times)
    .flatMap((ops) => Object.values(ops))
    .reduce((a, b) => a + b, 0);
  for (const [graph, ops] of Object.entries(times))
    for (const [op, ms] of Object.entries(ops))
      if (ms > total / 200)
        say(`| ${graph} | ${op} | ${ms.toFixed(3)} | ${((100 * ms) / total).toFixed(1)} % |`);
  say(`| both | all | ${total.toFixed(3)} | |`);
}

const cpu = readFileSync('/proc/cpuinfo', 'utf8');
const units = ['amx_int8', 'avx512_vnni', 'avx_vnni'].filter((unit) => cpu.includes(unit));
say(
  `${/model name\s*: (.*)/.exec(cpu)?.[1] ?? ''}; ${units.join(', ') || 'no int8 unit'}; load ${readFileSync('/proc/loadavg', 'utf8').slice(0, 5)}`,
);
if (Number(values.news) > 0)
  await compare('MiniLM, trained', shipped, Number(values.news), 'minilm');
if (python && Number(values.news) > 0) {
  await compareProducts();
  profile();
}
if (python && Number(values.base) > 0)
  await compare('BERT-base, random weights', join(graphs, 'base'), Number(values.base), 'base');
if (!values.quick) await compareWorkers();
if (text > 0) await measureLine(text, { shared, shipped, node }, say);
