import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ExtractorCalls } from '#contract/workers';
import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import { createTogether, type TogetherLimits } from '#engine/workers/together';
import { fc } from '../random.ts';

type Input = ExtractorCalls['sentences.extract']['input'];
type Run = (input: Input, signal: AbortSignal) => Promise<readonly Extraction[]>;

const limits: TogetherLimits = { calls: 2, least: 20, most: 20, patience: 1e9 };
const never = new AbortController().signal;

/** Words between blanks; before them some text that belongs to nobody. */
function toInput(
  lines: readonly string[],
  more: Partial<Input> = {},
  before = 'Önot 🛟 asked ',
): Input {
  let text = before;
  const sentences = lines.map((line): Sentence => {
    const start = text.length;
    text += line;
    const tokens = [...line.matchAll(/\S+/gu)].map(({ index, 0: word }) => ({
      start: start + index,
      end: start + index + word.length,
    }));
    text += ' … ';
    return { start, end: start + line.length, tokens };
  });
  return { text, sentences, ...more };
}

/** Every word that no head is told to leave out is a name, and the one before it stands in a relation to it. */
function answer({ text, sentences, heads = [''], options = {} }: Input): readonly Extraction[] {
  return sentences.flatMap(({ start, end, tokens }) =>
    heads.map((head) => {
      const mentions = tokens.flatMap((token) => {
        const word = text.slice(token.start, token.end);
        const isOff = options.off?.entityTypes.includes(word) ?? false;
        return isOff ? [] : [{ ...token, type: `${head}:${word}`, score: 1 / (2 + word.length) }];
      });
      const relations = mentions
        .slice(1)
        .map(({ type }, i) => ({ head: i, tail: i + 1, type, score: 0.5 }));
      return { start, end, mentions, relations };
    }),
  );
}

/** Answers when told to, in the order asked. */
function createDevice(run: (input: Input) => readonly Extraction[] = answer) {
  const open: { input: Input; signal: AbortSignal; end: (error?: Error) => void }[] = [];
  const asked: Input[] = [];
  const onDevice: Run = (input, signal) =>
    new Promise((resolve, reject) => {
      const end = (error?: Error) => (error ? reject(error) : resolve(run(input)));
      open.push({ input, signal, end });
      asked.push(input);
    });
  return {
    run: onDevice,
    open,
    asked,
    /** Ends the oldest call, and waits until the next has begun. */
    async next(error?: Error) {
      open.shift()?.end(error);
      await turn();
      await turn();
    },
  };
}

const words = ['Ann', 'met', '🛫', 'Abe', '👩‍🚀', 'in', 'Łódź', '𝒪slo', 'a'];
const anInput = fc
  .record({
    lines: fc.array(
      fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((some) => some.join(' ')),
      { maxLength: 4 },
    ),
    before: fc.constantFrom('', '🛟 ', 'x'),
    more: fc.constantFrom<Partial<Input>>(
      {},
      { options: {} },
      { options: { off: { entityTypes: ['Ann'], relationTypes: [] } } },
      { heads: ['a'] },
      { heads: ['a', 'b'] },
      { heads: ['b', 'a'], options: { off: { entityTypes: ['🛫'], relationTypes: [] } } },
    ),
  })
  .map(({ lines, before, more }) => toInput(lines, more, before));

describe('inputs that wait for a device', () => {
  it('are answered as they would be alone, however they are joined', async () => {
    const some = fc.record({
      inputs: fc.array(anInput, { minLength: 1, maxLength: 25 }),
      calls: fc.integer({ min: 1, max: 3 }),
      most: fc.integer({ min: 1, max: 40 }),
      pauses: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }),
    });
    let joined = 0;
    await fc.assert(
      fc.asyncProperty(some, async ({ inputs, calls, most, pauses }) => {
        let underWay = 0;
        let at = 0;
        const run: Run = async (input) => {
          underWay += 1;
          expect(underWay).toBeLessThanOrEqual(calls);
          const tokens = input.sentences.reduce((sum, one) => sum + one.tokens.length, 0);
          if (!inputs.includes(input)) {
            joined += 1;
            expect(tokens).toBeLessThanOrEqual(most);
          }
          for (let i = pauses[at++ % pauses.length] ?? 0; i > 0; i -= 1) await turn();
          underWay -= 1;
          return answer(input);
        };
        const extract = createTogether(run, { calls, least: 1, most, patience: 1e9 });
        const answers: Promise<readonly Extraction[]>[] = [];
        for (const [i, input] of inputs.entries()) {
          answers.push(extract(input, never));
          if (i % 7 === 6) await turn();
        }
        expect(await Promise.all(answers)).toEqual(inputs.map(answer));
      }),
    );
    expect(joined).toBeGreaterThan(20);
  });

  it('fill a call when one comes free, each kind by itself', async () => {
    const device = createDevice();
    const extract = createTogether(device.run, { ...limits, calls: 1 });
    const first = extract(toInput(['Ann met Abe']), never);
    await turn();
    const kinds: Partial<Input>[] = [{}, { heads: ['a'] }, { options: {} }, { heads: ['a', 'b'] }];
    const later = Array.from({ length: 24 }, (_, i) =>
      extract(toInput(['Ann met 🛫', 'Abe'], kinds[i % 4]), never),
    );
    while (device.open.length > 0) await device.next();
    await Promise.all([first, ...later]);
    // Four tokens each, twenty a call: twelve without heads, and six for each list of heads.
    const calls = device.asked.map(({ sentences, heads = [] }) => [sentences.length, ...heads]);
    expect(calls).toEqual([
      [1],
      [10],
      [10, 'a'],
      [10, 'a', 'b'],
      [10],
      [4],
      [2, 'a'],
      [2, 'a', 'b'],
    ]);
  });

  it('are shared among the calls that can begin', async () => {
    const device = createDevice();
    const extract = createTogether(device.run, limits);
    const inputs = ['Ann', 'Abe', 'met', 'in'].map((line) => toInput([line]));
    const answers = inputs.map((input) => extract(input, never));
    await turn();
    expect(device.asked.map(({ sentences }) => sentences.length)).toEqual([2, 2]);
    while (device.open.length > 0) await device.next();
    expect(await Promise.all(answers)).toEqual(inputs.map(answer));
  });

  it('are no more than a slow device answers in the time a call may take', async () => {
    const sizes: number[] = [];
    let pause = 30;
    const run: Run = async (input) => {
      sizes.push(input.sentences.length);
      await new Promise((resolve) => setTimeout(resolve, pause));
      return answer(input);
    };
    const slow = { calls: 1, least: 2, most: 30, patience: 20 };
    const extract = createTogether(run, slow);
    const all = () =>
      Promise.all(Array.from({ length: 30 }, () => extract(toInput(['Ann']), never)));
    await all();
    expect(Math.max(...sizes)).toBe(2);
    // It was only cold.
    sizes.length = pause = 0;
    await all();
    expect(Math.max(...sizes)).toBeGreaterThan(10);
  });

  it('leave at once when their caller does, and stop the call only with the last', async () => {
    const device = createDevice();
    const extract = createTogether(device.run, { ...limits, calls: 1 });
    const busy = extract(toInput(['Ann']), never);
    await turn();
    const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()];
    const inputs = ['Abe met', '🛫 in', 'a'].map((line) => toInput([line]));
    const asked = [one, two, three].map(({ signal }, i) => extract(inputs[i] as Input, signal));
    const cancelled = { code: 'cancelled' };
    // While it waits: nobody is asked.
    three.abort();
    await expect(asked[2]).rejects.toMatchObject(cancelled);
    await device.next();
    await busy;
    expect(device.asked.map(({ sentences }) => sentences.length)).toEqual([1, 2]);
    // While it is worked on: the other one is answered.
    one.abort();
    await expect(asked[0]).rejects.toMatchObject(cancelled);
    expect(device.open[0]?.signal.aborted).toBe(false);
    await device.next();
    expect(await asked[1]).toEqual(answer(inputs[1] as Input));
    // An abort that comes too late is none.
    two.abort();

    const both = [new AbortController(), new AbortController()];
    const held = extract(toInput(['Ann']), never);
    await turn();
    const gone = both.map(({ signal }, i) => extract(inputs[i] as Input, signal));
    await device.next();
    await held;
    const [call] = device.open;
    for (const caller of both) {
      expect(call?.signal.aborted).toBe(false);
      caller.abort();
    }
    expect(call?.signal.aborted).toBe(true);
    for (const one of gone) await expect(one).rejects.toMatchObject(cancelled);
    const late = extract(inputs[0] as Input, both[0]?.signal ?? never);
    await expect(late).rejects.toMatchObject(cancelled);
  });

  it('all learn of a failure, and what comes later is asked all the same', async () => {
    const device = createDevice();
    const extract = createTogether(device.run, { ...limits, calls: 1 });
    const busy = extract(toInput(['Ann']), never);
    await turn();
    const joined = ['Abe', 'met', 'in'].map((line) => extract(toInput([line]), never));
    const ended = Promise.allSettled(joined);
    await device.next();
    await busy;
    const lost = new Error('lost');
    await device.next(lost);
    expect(await ended).toEqual(joined.map(() => ({ status: 'rejected', reason: lost })));
    const later = extract(toInput(['Ann']), never);
    await turn();
    await device.next();
    expect(await later).toHaveLength(1);
  });

  it('are refused where the answers are not as many as were asked', async () => {
    const device = createDevice((input) => answer(input).slice(1));
    const extract = createTogether(device.run, { ...limits, calls: 1 });
    const asked = Promise.allSettled(
      ['Abe', 'met'].map((line) => extract(toInput([line], { heads: ['a', 'b'] }), never)),
    );
    await turn();
    await device.next();
    const reasons = (await asked).map((one) => one.status === 'rejected' && String(one.reason));
    expect(reasons).toEqual(Array(2).fill('Error: 3 answers to 2 sentences, 2 each'));
  });
});
