import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Sentence } from '#domain/document';
import { createHeld, type HeldDocument } from '#engine/workers/held';

const never = new AbortController().signal;

/** What a reader found: a text of so many megabytes, without sentences; its length takes no memory here. */
function toOutput(megabytes: number) {
  const text = { length: megabytes * 2 ** 19 } as string;
  const document = { format: 'txt', text, blocks: [], pages: [], metadata: {} } as const;
  return { reading: { state: 'done', document }, sentences: [] as Sentence[] } as const;
}

/** Asks for `count` places; what was given so far. */
function ask(held: ReturnType<typeof createHeld>, count: number) {
  const inside: HeldDocument[] = [];
  for (let i = 0; i < count; i += 1) void held.enter(never).then((one) => inside.push(one));
  return inside;
}

it('lets in a few documents whatever they take, and more while all are small', async () => {
  const held = createHeld(3);
  const inside = ask(held, 100);
  await turn();
  expect(inside).toHaveLength(3);
  // Read, and small: each makes place for one that is unread.
  for (let i = 0; i < 97; i += 1) {
    inside[i]?.read(toOutput(0.1));
    await turn();
    expect(inside).toHaveLength(Math.min(100, 3 + i));
  }
});

it('lets in nobody while large ones take the room, but never fewer than the few', async () => {
  const held = createHeld(3);
  const inside = ask(held, 6);
  await turn();
  for (const one of inside.slice(0, 3)) one.read(toOutput(500));
  await turn();
  expect(inside).toHaveLength(3);
  inside[0]?.leave();
  await turn();
  expect(inside).toHaveLength(4);
  inside[1]?.leave();
  inside[2]?.leave();
  await turn();
  // Three unread ones fill it.
  expect(inside).toHaveLength(6);
});

it('counts tokens, and lets go of who is told to stop', async () => {
  const held = createHeld(1);
  const inside = ask(held, 2);
  const stop = new AbortController();
  const asked = held.enter(stop.signal);
  stop.abort();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  await turn();
  expect(inside).toHaveLength(1);
  const tokens = { length: 100_000 } as Sentence['tokens'];
  const { reading } = toOutput(1);
  inside[0]?.read({ reading, sentences: [{ start: 0, end: 1, tokens }] });
  await turn();
  // 1 MB of text and 5 of tokens: with an unread one that is more than there is.
  expect(inside).toHaveLength(1);
  inside[0]?.leave();
  await turn();
  expect(inside).toHaveLength(2);
});
