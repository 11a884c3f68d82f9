import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Document, Sentence } from '#domain/document';
import { lineFor } from '#engine/pipeline';
import type { Stages } from '#engine/workers/asking';
import { createHeld } from '#engine/workers/held';

/** 90 batches of 1,400 words, each of which is taken for a name: more than a document may have. */
const LINES = 90;
const WORDS = 1400;
const line = Array.from({ length: WORDS }, (_, i) => (i % 7 === 0 ? '🛫a' : 'Bo')).join(' ');
const tokens = [...line.matchAll(/\S+/gu)].map(({ index, 0: word }) => ({
  start: index,
  end: index + word.length,
}));
const text = Array.from({ length: LINES }, () => line).join(' ');
const sentences = Array.from({ length: LINES }, (_, i): Sentence => {
  const start = i * (line.length + 1);
  const own = tokens.map((one) => ({ start: one.start + start, end: one.end + start }));
  return { start, end: start + line.length, tokens: own };
});
const document: Document = { format: 'txt', text, blocks: [], pages: [], metadata: {} };

/** Stages that answer in another order with each `step`. */
function stagesOf(width: number, step: number): Stages {
  let asked = 0;
  return {
    width,
    held: createHeld(1),
    ready: () => Promise.resolve(),
    countsIn: () => '',
    read: () => Promise.resolve({ reading: { state: 'done', document }, sentences }),
    ask: () => Promise.resolve(null),
    findRecogniser: () => Promise.resolve(undefined),
    async extract(input) {
      asked += 1;
      for (let i = (asked * step) % 7; i > 0; i -= 1) await turn();
      return input.sentences.map(({ start, end, tokens: own }) => ({
        start,
        end,
        mentions: own.map((token) => ({ ...token, type: 'Name', score: 0.9 })),
        relations: [],
      }));
    },
  };
}

it('what is kept of a document with too many names is the same however many batches are under way', async () => {
  const signal = new AbortController().signal;
  const run = async (width: number, step: number) => {
    const source = { name: 'a.txt', bytes: new Uint8Array() };
    const stages = stagesOf(width, step);
    const { reading, resolution } = await lineFor(source, stages, { signal }, () => undefined);
    return { state: reading.state, mentions: resolution.mentions };
  };
  const one = await run(1, 0);
  expect(one.state).toBe('partial');
  // The batch that reaches the limit is kept whole.
  expect(one.mentions).toHaveLength(Math.ceil(100_000 / WORDS) * WORDS);
  const wide = await run(60, 3);
  expect(wide.mentions.length).toBe(one.mentions.length);
  expect(wide.mentions.at(-1)).toEqual(one.mentions.at(-1));
});
