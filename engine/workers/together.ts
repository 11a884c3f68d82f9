import type { ExtractorCalls } from '#contract/workers';
import { EngineError } from '#contract/errors';
import { toOptionsKey, type Extraction } from '#domain/extraction';
import { shiftExtraction, shiftSentence } from '../shift.ts';
import type { Stages } from './asking.ts';

type Extract = Stages['extract'];
type Input = ExtractorCalls['sentences.extract']['input'];

export interface TogetherLimits {
  /** Joined calls under way at once; what comes meanwhile waits, and is joined. */
  readonly calls: number;
  /** Tokens that are joined at first, and always. */
  readonly least: number;
  /** Tokens that are joined at most; an input that is larger alone goes alone. */
  readonly most: number;
  /** Milliseconds that a call should take at most, so that stopping is prompt and no time limit near: a slow device is given less. */
  readonly patience: number;
}

interface Asked {
  readonly input: Input;
  readonly tokens: number;
  /** What else decides the answers: only inputs that share it are joined. */
  readonly how: string;
  isGone: boolean;
  /** Told when its caller gives up. */
  onGone: () => void;
  settle(answer: readonly Extraction[]): void;
  fail(error: unknown): void;
}

/**
 * `run`, asked for many inputs at once: while as many calls are under way as may be, inputs wait, and the next call takes all that
 * fit. A sentence's result depends on nothing but its own tokens, so every caller is given just what he would be given alone; a
 * failure is given to each of them. A caller who aborts is rejected at once; the call is stopped when all of its callers have gone.
 * @throws EngineError `cancelled`; whatever `run` throws
 */
export function createTogether(run: Extract, limits: TogetherLimits): Extract {
  const waiting: Asked[] = [];
  let underWay = 0;
  let isPlanned = false;
  /** Tokens that a call takes in `patience`, as far as is known. */
  let size = limits.least;

  function plan(): void {
    if (isPlanned || waiting.length === 0 || underWay >= limits.calls) return;
    isPlanned = true;
    // After all who are asking just now have asked.
    setImmediate(() => {
      isPlanned = false;
      while (underWay < limits.calls && waiting.length > 0) void runNext(takeNext());
    });
  }

  /** Of those that are like the first, as many as fit, and no more than its share where several calls can begin. */
  function takeNext(): readonly Asked[] {
    const alike = waiting.filter(({ how }) => how === waiting[0]?.how);
    const total = alike.reduce((sum, { tokens }) => sum + tokens, 0);
    const most = Math.min(size, Math.ceil(total / (limits.calls - underWay)));
    let taken = 0;
    const group = alike.filter(({ tokens }, i) => (taken += tokens) <= most || i === 0);
    for (const one of group) waiting.splice(waiting.indexOf(one), 1);
    return group;
  }

  async function runNext(group: readonly Asked[]): Promise<void> {
    underWay += 1;
    const stopped = new AbortController();
    for (const one of group)
      one.onGone = () => {
        if (group.every(({ isGone }) => isGone)) stopped.abort();
      };
    try {
      const began = performance.now();
      const joined = join(group.map(({ input }) => input));
      const found = await run(joined.input, stopped.signal);
      const tokens = group.reduce((sum, one) => sum + one.tokens, 0);
      took(tokens, performance.now() - began);
      const answers = split(joined, found);
      group.forEach((one, i) => one.settle(answers[i] ?? []));
    } catch (error) {
      for (const one of group) one.fail(error);
    } finally {
      underWay -= 1;
      plan();
    }
  }

  function took(tokens: number, milliseconds: number): void {
    const fitting = (tokens / Math.max(milliseconds, 0.1)) * limits.patience;
    // A small call says that at least so much can be done, not that no more can.
    if (fitting < size && tokens < size / 2) return;
    size = Math.min(limits.most, Math.max(limits.least, Math.floor(fitting)));
  }

  return (input, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new EngineError('cancelled', 'The work'));
      const stop = () => {
        one.isGone = true;
        const at = waiting.indexOf(one);
        if (at >= 0) waiting.splice(at, 1);
        reject(new EngineError('cancelled', 'The work'));
        one.onGone();
      };
      const hear = () => signal.removeEventListener('abort', stop);
      const one: Asked = {
        input,
        tokens: input.sentences.reduce((sum, { tokens }) => sum + tokens.length, 0),
        how: toHow(input),
        isGone: false,
        onGone: () => undefined,
        settle: (answer) => (hear(), resolve(answer)),
        fail: (error) => (hear(), reject(error)),
      };
      signal.addEventListener('abort', stop, { once: true });
      waiting.push(one);
      plan();
    });
}

function toHow(input: Input): string {
  const rest = { ...input, text: undefined, sentences: undefined, options: undefined };
  return `${toOptionsKey(input.options ?? {})}\0${JSON.stringify(rest)}`;
}

interface Joined {
  readonly input: Input;
  /** Of each part: how many sentences, and by how many UTF-16 units they moved. */
  readonly parts: readonly { readonly count: number; readonly by: number }[];
}

/** One text after the other, of each only what its sentences stand in. */
function join(inputs: readonly Input[]): Joined {
  const [first] = inputs;
  if (first && inputs.length === 1)
    return { input: first, parts: [{ count: first.sentences.length, by: 0 }] };
  let length = 0;
  const parts = inputs.map(({ text, sentences }) => {
    const from = sentences.reduce((least, { start }) => Math.min(least, start), text.length);
    const to = sentences.reduce((most, { end }) => Math.max(most, end), from);
    const by = length - from;
    length += to - from;
    return { text: text.slice(from, to), sentences, count: sentences.length, by };
  });
  const input = {
    ...first,
    text: parts.map(({ text }) => text).join(''),
    sentences: parts.flatMap(({ sentences, by }) => sentences.map((one) => shiftSentence(one, by))),
  };
  return { input, parts };
}

/** What belongs to each part: as many answers a sentence as heads were asked, one where none was named. */
function split({ input, parts }: Joined, found: readonly Extraction[]): (readonly Extraction[])[] {
  const each = input.heads?.length ?? 1;
  const { length } = input.sentences;
  if (found.length !== length * each)
    throw new Error(`${found.length} answers to ${length} sentences, ${each} each`);
  let at = 0;
  return parts.map(({ count, by }) => {
    const own = found.slice(at, (at += count * each));
    return by === 0 ? own : own.map((one) => shiftExtraction(one, -by));
  });
}
