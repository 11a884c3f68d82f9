/**
 * What only a real device shows: `node test/bench/devices.ts [PROVIDER/PRECISION …] [--text FILE] [--sentences N] [--patience S]`.
 * For each (all that this machine may have, where none is named): whether it loads, its speed beside the processor's, whether it
 * finds the same, and whether the processor takes over with the same graph when its process is killed as often as it takes.
 * A call grows until that pays no more: a large device shows what it can from some 50,000 sentences on.
 * Then: how long the first sentence takes from a cold start, and the delay of the engine's event loop during an import.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import { countDifferences } from '#engine/devices/agree';
import { listCandidates } from '#engine/devices/candidates';
import { toExtractorStart } from '#engine/devices/choose';
import {
  fromArgument,
  getMachine,
  processor,
  toArgument,
  toTrials,
  type Device,
} from '#engine/devices/device';
import { probe } from '#engine/devices/probe';
import { toRefusal } from '#engine/devices/reasons';
import { createEngine } from '#engine/engine';
import { createExtractors } from '#engine/workers/extractors';
import { findPlaces } from '#engine/places';
import { segmentText } from '#engine/pipeline';
import { shiftExtraction, shiftSentence } from '#engine/shift';
import { defaultWorkers } from '#engine/workers/stages';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    text: { type: 'string' },
    sentences: { type: 'string', default: '2000' },
    patience: { type: 'string', default: '60' },
  },
});
const places = findPlaces();
const machine = getMachine(places.data);
const folder = join(places.models, 'minilm');
const model = { folder, heads: ['news'] };
const never = new AbortController().signal;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const toStart = (device: Device) => toExtractorStart(model, device, machine);

/** Sentences, as the line cuts them; what waits for a device is joined. */
const BATCH = 50;

function readSentences(): { readonly text: string; readonly sentences: readonly Sentence[] } {
  const samples = readdirSync(places.samples).filter((name) => /\.(?:md|txt)$/u.test(name));
  const text = values.text
    ? readFileSync(values.text, 'utf8')
    : samples.map((name) => readFileSync(join(places.samples, name), 'utf8')).join('\n\n');
  const whole = segmentText(text.slice(0, 4_000_000));
  return { ...whole, sentences: whole.sentences.slice(0, Number(values.sentences)) };
}

const { text, sentences } = readSentences();

async function run(device: Device, killAfter = Infinity) {
  const lost: string[] = [];
  const extractors = createExtractors({
    workers: defaultWorkers,
    device: () => Promise.resolve(device),
    start: toStart,
    onLost: (_, said) => void lost.push(said),
  });
  try {
    const extract = async (part: readonly Sentence[]) => {
      const base = part[0]?.start ?? 0;
      const batch = part.map((one) => shiftSentence(one, -base));
      const own = text.slice(base, part.at(-1)?.end);
      const found = await extractors.extract({ text: own, sentences: batch }, never);
      return found.map((one) => shiftExtraction(one, base));
    };
    await extract(sentences.slice(0, 8));
    const began = performance.now();
    const parts: Promise<readonly Extraction[]>[] = [];
    for (let at = 0; at < sentences.length; at += BATCH)
      parts.push(extract(sentences.slice(at, at + BATCH)));
    let killed = 0;
    const timer = setInterval(() => {
      const [pid] = extractors.pids();
      if (killed < killAfter && killAfter !== Infinity && lost.length === 0 && pid) {
        killed += 1;
        process.kill(pid, 'SIGKILL');
      }
    }, 300);
    const found = (await Promise.all(parts)).flat();
    clearInterval(timer);
    const seconds = (performance.now() - began) / 1000;
    return { found, rate: Math.round(sentences.length / seconds), isLost: lost.length > 0 };
  } finally {
    await extractors.close();
  }
}

function listDevices(): readonly Device[] {
  if (positionals.length > 0) return positionals.map(fromArgument);
  return listCandidates(machine, true)
    .filter(({ not }) => not === null)
    .flatMap(({ provider }) => toTrials(provider));
}

async function measureWarmth(): Promise<void> {
  const extractors = createExtractors({
    workers: () => 1,
    device: () => Promise.resolve(processor),
    start: toStart,
  });
  const one = (at: number) =>
    extractors.extract({ text, sentences: sentences.slice(at, at + 1) }, never);
  const took: number[] = [];
  for (let at = 0; at < 21; at += 1) {
    const began = performance.now();
    await one(at);
    took.push(performance.now() - began);
  }
  await extractors.close();
  const [first = 0, second = 0, ...rest] = took;
  const median = rest.toSorted((a, b) => a - b)[Math.floor(rest.length / 2)] ?? 0;
  say(
    `first sentence, process started for it: ${first.toFixed(0)} ms; second ${second.toFixed(1)} ms; median of the others ${median.toFixed(1)} ms`,
  );
}

async function measureEngine(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'espalier-bench-'));
  const engine = createEngine({ places: { ...places, data: scratch }, cacheBytes: 0 });
  try {
    const { jobs } = await engine.open(join(scratch, 'p.espalier'), { create: true });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { imported } = await jobs.whenEnded(jobs.startImport({ paths: [places.samples] }));
    delay.disable();
    const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(0)} ms`;
    say(
      `event loop of the engine during an import of ${imported?.sentences} sentences (${imported?.seconds} s): median ${ms(delay.percentile(50))}, 99 % ${ms(delay.percentile(99))}, longest ${ms(delay.max)} (5 ms are the clock's own)`,
    );
  } finally {
    await engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

say(
  `${sentences.length} sentences, ONNX Runtime ${machine.runtime}, ${defaultWorkers()} processes on the processor`,
);
const ours = await run(processor);
say(`cpu: ${ours.rate} sentences a second`);
for (const device of listDevices()) {
  const name = toArgument(device);
  const tried = await probe(toStart(device), { patience: Number(values.patience) * 1000 });
  if (!tried.works) {
    say(`${name}: ${toRefusal(tried.trouble, tried.said)}`);
    continue;
  }
  const theirs = await run(device);
  const { differing, of } = countDifferences(ours.found, theirs.found);
  say(
    `${name}: ${theirs.rate} sentences a second, ${(theirs.rate / ours.rate).toFixed(1)} times the processor; ${differing} of ${of} sure claims differ`,
  );
  const killed = await run(device, 8);
  const after = countDifferences(ours.found, killed.found);
  say(
    `${name}, its processes killed: ${killed.isLost ? 'the processor took over' : 'it ended before it was given up'}; ${after.differing} of ${after.of} sure claims differ`,
  );
}
await measureWarmth();
await measureEngine();
