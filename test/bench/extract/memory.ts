/**
 * `node test/bench/extract/memory.ts [sentences]`: one extractor process as the engine starts it, with all heads of the model, on
 * the sentences of shared/data/text/books once and then on made ones: words of those books in any order, and names, numbers and
 * addresses that occur once only; until it has read so many (100,000). Its resident megabytes every twentieth of the way.
 * ESPALIER_BENCH_MODEL: another folder than the shipped one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openModelFolder } from '#extract/manifest';
import { segmentText } from '#engine/pipeline';
import { startStages } from '#engine/workers/stages';

const wanted = Number(process.argv[2] ?? 100_000);
const folder =
  process.env['ESPALIER_BENCH_MODEL'] ??
  fileURLToPath(new URL('../../../models/minilm', import.meta.url));
const shared =
  process.env['ESPALIER_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const books = join(shared, 'data/text/books');
const { manifest } = await openModelFolder(folder);
const heads = manifest.heads.filter(({ folder }) => !folder).map(({ name }) => name);
const stages = startStages({ folder, heads, workers: 1 });
const { signal } = new AbortController();
const BATCH = 50;
const PART = 100_000;

/** Numbers below `limit`, always the same ones. */
let state = 7;
const draw = (limit: number) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return Math.floor((state / 0x80000000) * limit);
};

const syllables = ['ka', 'ro', 'min', 'del', 'tor', 'vas', 'li', 'sha', 'ben', 'gu', 'ost', 'rei'];
const toName = () => {
  const name = Array.from({ length: 2 + draw(3) }, () => syllables[draw(12)]).join('');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
};

function* eachText(): Generator<string> {
  const words = new Set<string>();
  for (const book of readdirSync(books)) {
    const text = gunzipSync(readFileSync(join(books, book))).toString('utf8');
    for (const [word] of text.matchAll(/\p{L}+/gu)) words.add(word);
    for (let at = 0; at < text.length; at += PART) yield text.slice(at, at + PART);
  }
  const list = [...words];
  const toWord = () => {
    const kind = draw(12);
    if (kind === 0) return `${toName()} ${toName()}`;
    if (kind === 1) return String(draw(10_000_000));
    if (kind === 2) return `https://${toName().toLowerCase()}.example/${draw(1_000_000)}`;
    return list[draw(list.length)] ?? '';
  };
  for (;;) {
    const sentence = () => Array.from({ length: 5 + draw(20) }, toWord).join(' ');
    yield Array.from({ length: 500 }, () => `The ${sentence()}.`).join(' ');
  }
}

let [done, mentions, next] = [0, 0, 0];
const from = performance.now();
for (const part of eachText()) {
  const { text, sentences } = segmentText(part);
  for (let at = 0; at < sentences.length && done < wanted; at += BATCH) {
    const some = sentences.slice(at, at + BATCH);
    const base = some[0]?.start ?? 0;
    const moved = some.map(({ start, end, tokens }) => ({
      start: start - base,
      end: end - base,
      tokens: tokens.map((token) => ({ start: token.start - base, end: token.end - base })),
    }));
    const input = { text: text.slice(base, some.at(-1)?.end), sentences: moved };
    for (const found of await stages.extract(input, signal)) mentions += found.mentions.length;
    done += some.length;
    if (done < next) continue;
    next += wanted / 20;
    for (const pid of stages.pids()) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const [resident = NaN, highest = NaN] = ['VmRSS', 'VmHWM'].map(
        (key) => Number(new RegExp(`${key}:\\s*(\\d+)`).exec(status)?.[1]) / 1024,
      );
      process.stdout.write(
        `${done} sentences, ${mentions} mentions: process ${pid} ${resident.toFixed(0)} MB, at most ${highest.toFixed(0)} MB, ${((performance.now() - from) / 1000).toFixed(0)} s\n`,
      );
    }
  }
  if (done >= wanted) break;
}
await stages.close();
