/**
 * `node test/bench/extract/memory.ts [sentences]`: one extractor process as the engine starts it, on the sentences of
 * shared/data/text, over and over until it has read so many (100,000); its resident megabytes every tenth of the way.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { segmentText } from '#engine/pipeline';
import { startStages } from '#engine/workers/stages';

const wanted = Number(process.argv[2] ?? 100_000);
const folder = fileURLToPath(new URL('../../../models/minilm', import.meta.url));
const shared =
  process.env['ESPALIER_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const books = join(shared, 'data/text/books');
const stages = startStages({ folder, heads: ['news'], workers: 1 });
const { signal } = new AbortController();
const BATCH = 50;

function* eachText(): Generator<string> {
  for (;;)
    for (const book of readdirSync(books)) {
      const text = gunzipSync(readFileSync(join(books, book))).toString('utf8');
      for (let at = 0; at < text.length; at += 200_000) yield text.slice(at, at + 200_000);
    }
}

let done = 0;
let mentions = 0;
let next = 0;
const peak = { resident: 0, highest: 0 };
const from = performance.now();
for (const part of eachText()) {
  const { text, sentences } = segmentText(part);
  for (let at = 0; at < sentences.length && done < wanted; at += BATCH) {
    const some = sentences.slice(at, at + BATCH);
    for (const found of await stages.extract({ text, sentences: some }, signal))
      mentions += found.mentions.length;
    done += some.length;
    if (done < next) continue;
    next += wanted / 10;
    for (const pid of stages.pids()) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const [resident = NaN, highest = NaN] = ['VmRSS', 'VmHWM'].map(
        (key) => Number(new RegExp(`${key}:\\s*(\\d+)`).exec(status)?.[1]) / 1024,
      );
      Object.assign(peak, { resident, highest: Math.max(peak.highest, highest) });
      process.stdout.write(
        `${done} sentences, ${mentions} mentions: process ${pid} ${resident.toFixed(0)} MB, at most ${highest.toFixed(0)} MB, ${((performance.now() - from) / 1000).toFixed(0)} s\n`,
      );
    }
  }
  if (done >= wanted) break;
}
await stages.close();
