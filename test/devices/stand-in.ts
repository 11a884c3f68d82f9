import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { serve, type Answer } from '#contract/server';
import { createTransport } from '#contract/transports';
import type { ExtractorCalls } from '#contract/workers';
import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import { REFUSED } from '#engine/devices/reasons';
import { READY } from '#engine/workers/starter';
import { createChannels } from '#engine/workers/stdio';

/**
 * An extractor process that stands in for one on a device with a bad driver. `stand-in.ts KIND FOLDER MARK`: it answers as the real
 * model in FOLDER does on the processor; without a folder it takes every word with a capital for a name, and neighbours for a fact, which is quick.
 * MARK is the name of a file that says what was done by an earlier process, or how many sentences came in each call.
 */
const [kind = '', folder = '', mark = ''] = process.argv.slice(2);

if (kind === 'crash-on-load') process.abort();
if (kind === 'killed-on-load') process.kill(process.pid, 'SIGKILL');
if (kind === 'interrupted-on-load') process.kill(process.pid, 'SIGINT');
if (kind === 'hang-on-load') for (;;) continue;
if (kind === 'hang-quietly') await new Promise(() => setInterval(() => undefined, 1000));
if (kind === 'missing-library') {
  process.stderr.write(
    `[E:onnxruntime] Failed to load library with error: libcublasLt.so.13: cannot open shared object file\n${REFUSED} minilm/news: Failed to load shared library\n`,
  );
  process.exit(1);
}

const channels = createChannels(process.stdin, process.stdout);
channels.onEnd(() => process.exit(0));
type Input = ExtractorCalls['sentences.extract']['input'];

const extract =
  folder === ''
    ? ({ text, sentences }: Input) =>
        Promise.resolve(sentences.map((sentence) => toCapitals(text, sentence)))
    : await openReal();
let answered = 0;

/** Loaded only where it is wanted: most of what is tested here needs no model. */
async function openReal() {
  const { processor } = await import('#engine/devices/device');
  const { openExtractor } = await import('#engine/devices/extractor');
  return (await openExtractor(folder, ['news'], processor)).extract;
}

function toCapitals(text: string, { start, end, tokens }: Sentence): Extraction {
  const names = tokens.filter((token) => /^\p{Lu}/u.test(text.slice(token.start, token.end)));
  const mentions = names.map((token) => ({ ...token, type: 'Name', score: 0.9 }));
  const relations = names
    .slice(1)
    .map((_, i) => ({ head: i, tail: i + 1, type: 'beside', score: 0.9 }));
  return { start, end, mentions, relations };
}

const kinds: Record<string, (input: Input) => unknown> = {
  well: extract,
  'well-noting'(input) {
    appendFileSync(mark, `${input.sentences.length}\n`);
    return extract(input);
  },
  async 'other-answers'(input) {
    const found = await extract(input);
    return found.map((one) => ({ ...one, mentions: [], relations: [] }));
  },
  async slow(input) {
    await wait(100 * input.sentences.length);
    return extract(input);
  },
  'lost-with-an-error'(input) {
    if (++answered > 1) throw new Error('CUDA failure 719: unspecified launch failure');
    return extract(input);
  },
  'lost-with-a-crash'(input) {
    if (++answered > 1) process.abort();
    return extract(input);
  },
  'lost-when-joined'(input) {
    appendFileSync(mark, `${input.sentences.length}\n`);
    if (input.sentences.length > 50) process.abort();
    return extract(input);
  },
  'killed-once'(input) {
    if (existsSync(mark)) return extract(input);
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
  'killed-twice'(input) {
    const before = existsSync(mark) ? readFileSync(mark, 'utf8').length : 0;
    if (before >= 2) return extract(input);
    appendFileSync(mark, 'x');
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
};

const answers = new Map<string, Answer>([
  [READY, { handle: () => null }],
  ['sentences.extract', { handle: (input: Input) => kinds[kind]?.(input) }],
]);
serve(createTransport(channels.open(0)), answers);
