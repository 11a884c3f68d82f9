import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { Schema } from '#domain/schema';
import { createSessionFactory } from '#engine/session';
import { toAskedGraph } from '#extract/asked';
import type { Calibration, Outputs } from '#extract/decoder';
import { extract } from '#extract/extract';
import { loadModel, type Head, type Model } from '#extract/model';
import { decoders } from '#extract/systems';
import { explainHeads, explainSentence, getTable } from '#extract/xray';
import { tokenize } from '#segment/tokenize';

const schema: Schema = {
  name: 'tiny',
  entityTypes: ['a', 'b'],
  relationTypes: [
    { name: 'r', phrase: 'rs', symmetric: false, head: [], tail: [] },
    { name: 's', phrase: 'ss', symmetric: false, head: ['a'], tail: ['b'] },
  ],
};
const calibration: Calibration = {
  temperature: { tags: 1, relations: 1 },
  threshold: { mention: 0, relation: 0.3 },
};

interface Rows {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}
/** Made by models/training/tests/write_heads.py. */
interface Dense {
  readonly words: Rows;
  readonly sentence: Rows;
  readonly tags: Rows;
  readonly cells: Rows;
  readonly spans?: Rows;
  readonly pairs?: Rows;
}

const folder = join(import.meta.dirname, '../fixtures/heads');
const createSession = createSessionFactory();
const floats = ({ dims, data }: Rows) =>
  ({ type: 'float32', data: Float32Array.from(data), dims }) as const;

/** A head of its own over an encoder that gives what was written down. */
async function open(system: string): Promise<{ model: Model; dense: Dense; words: string[] }> {
  const graph = readFileSync(join(folder, `${system}.onnx`));
  const dense = JSON.parse(readFileSync(join(folder, `${system}.json`), 'utf8')) as Dense;
  const decode = decoders[system];
  const asked = toAskedGraph(graph);
  if (!decode) throw new Error(system);
  const session = await createSession(graph, system);
  const sessions = [session, ...(asked ? [await createSession(asked, `${system} asked`)] : [])];
  const encoded: Outputs = { words: floats(dense.words), sentence: floats(dense.sentence) };
  const size = dense.words.dims[1] ?? 0;
  const head: Head = {
    name: 'tiny',
    id: 'tiny/tiny@0',
    schema,
    calibration,
    session,
    decode,
    system,
    ask: () => Promise.resolve(sessions[1]),
  };
  const model: Model = {
    name: 'tiny',
    maxPieces: 100,
    pieces: { start: 1, end: 2, of: (list) => Promise.resolve(list.map(() => [3])) },
    encoder: {
      provider: 'cpu',
      inputs: [],
      run: () => Promise.resolve(encoded),
      close: () => Promise.resolve(),
    },
    heads: [head],
    close: async () => {
      for (const one of sessions) await one.close();
    },
  };
  return { model, dense, words: Array.from({ length: size }, (_, i) => `w${i}`) };
}

const softmax = (row: readonly number[]) => {
  const highest = Math.max(...row);
  const parts = row.map((x) => Math.exp(x - highest));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((x) => x / sum);
};
const rowOf = ({ data }: Rows, size: number, at: number) => data.slice(at * size, (at + 1) * size);

function toSentence(words: readonly string[]) {
  const text = words.join(' ');
  const tokens = tokenize(text);
  return { text, sentence: { start: 0, end: text.length, tokens } };
}

function worst(got: ArrayLike<number>, want: readonly number[]): number {
  return Math.max(...want.map((value, k) => Math.abs(value - (got[k] ?? NaN))));
}

describe.each(Object.keys(decoders))('%s', (system) => {
  let opened: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    opened = await open(system);
  });
  afterAll(() => opened.model.close());

  async function table() {
    const { model, words } = opened;
    const { text, sentence } = toSentence(words);
    const [head] = model.heads;
    if (!head) throw new Error('no head');
    return getTable(model, head, text, sentence);
  }

  it('has every cell as PyTorch computes it', async () => {
    const { dense, words } = opened;
    const seen = await table();
    const tags = seen.tagLabels.length;
    for (let row = 0; row < seen.tags.length / tags; row++)
      expect(
        worst(
          seen.tags.subarray(row * tags, (row + 1) * tags),
          softmax(rowOf(dense.tags, tags, row)),
        ),
      ).toBeLessThan(1e-4);
    const n = words.length;
    const cells = seen.cells.length / 2;
    if (dense.pairs) {
      const types = schema.relationTypes.length;
      const at = new Map(
        Array.from({ length: dense.pairs.data.length / 2 }, (_, p) => [
          rowOf(dense.pairs!, 2, p).join(' '),
          p,
        ]),
      );
      expect(seen.spans.length / 2).toBe(dense.tags.dims[0]);
      expect(seen.listed.length).toBe(Math.min(24, seen.spans.length / 2));
      for (let p = 0; p < cells; p++) {
        const pair = [...seen.cells.subarray(2 * p, 2 * p + 2)].map((m) => seen.listed[m]);
        const want = rowOf(dense.cells, types, at.get(pair.join(' ')) ?? -1);
        const got = seen.cellProbabilities.subarray(p * types, (p + 1) * types);
        expect(
          worst(
            got,
            want.map((x) => 1 / (1 + Math.exp(-x))),
          ),
        ).toBeLessThan(1e-4);
      }
      return;
    }
    expect(cells).toBe(system === 'table-sequence' ? n * n : (n * (n - 1)) / 2);
    const labels = schema.relationTypes.length * 2 + 1;
    for (let p = 0; p < cells; p++) {
      const [i = 0, j = 0] = seen.cells.subarray(2 * p, 2 * p + 2);
      const want = softmax(rowOf(dense.cells, labels, i * n + j));
      const got = seen.cellProbabilities.subarray(p * labels, (p + 1) * labels);
      expect(worst(got, want)).toBeLessThan(1e-4);
    }
  });

  it('decides as extraction does, and gives a reason for all else', async () => {
    const { model, words } = opened;
    const { text, sentence } = toSentence(words);
    const [said] = await extract(model, text, [sentence]);
    const seen = await table();
    expect(seen.names.map(({ from, to, type, score }) => [from, to, type, score])).toEqual(
      said?.mentions.map(({ start, end, type, score }) => [
        sentence.tokens.findIndex((token) => token.start === start),
        sentence.tokens.findIndex((token) => token.end === end) + 1,
        type,
        score,
      ]),
    );
    const key = (head: number, tail: number, type: string) => `${head} ${type} ${tail}`;
    const stated = seen.candidates.filter(({ verdict }) => verdict.kind === 'said');
    const at = (name: { from: number }) => seen.names.findIndex(({ from }) => from === name.from);
    expect(stated.map((one) => key(at(one.head), at(one.tail), one.type)).toSorted()).toEqual(
      said?.relations.map(({ head, tail, type }) => key(head, tail, type)).toSorted(),
    );
    for (const { score } of stated)
      expect(said?.relations.some((one) => Math.abs(one.score - score) < 1e-6)).toBe(true);
    const pairs = seen.names.length * (seen.names.length - 1) * schema.relationTypes.length;
    expect(seen.candidates.length).toBe(Math.min(pairs, 200 + stated.length));
    if (seen.names.length > 1) expect(seen.decided).toContain(1);
  });

  it('explains two runs of words that are no names', async () => {
    const { model, words } = opened;
    const { text, sentence } = toSentence(words);
    const [head] = model.heads;
    if (!head) throw new Error('no head');
    const { names } = await table();
    const runs = [1, 2, 3].flatMap((size) =>
      [...words.keys()].map((from) => ({ from, to: from + size })),
    );
    const isFree = ({ from, to }: { from: number; to: number }) =>
      to <= words.length && !names.some((name) => name.from === from && name.to === to);
    const first = runs.find(isFree) ?? { from: 0, to: 1 };
    const second = runs.find((run) => isFree(run) && run.from >= first.to) ?? first;
    const between = [first, second];
    const found = await explainSentence(model, head, text, sentence, { between });
    expect(found).toHaveLength(4);
    expect(new Set(found.map(({ verdict }) => verdict.kind))).toEqual(new Set(['argument']));
    const off = { entityTypes: [], relationTypes: ['r', 's'] };
    const [switched] = await explainHeads(model, text, sentence, { options: { off } });
    expect(new Set(switched?.candidates.map(({ verdict }) => verdict.kind))).toEqual(
      new Set(names.length > 1 ? ['off'] : []),
    );
  });

  it.each([
    { by: 'each word by itself', tags: {} },
    { by: 'as the best row', tags: { tags: 'path' } as const },
  ])('reads the cells that a switched off type makes it need, tags $by', async ({ tags }) => {
    const { words } = opened;
    const heads = opened.model.heads.map((head) => ({
      ...head,
      calibration: { ...calibration, ...tags },
    }));
    const model = { ...opened.model, heads };
    const { text, sentence } = toSentence(words);
    const before = (await table()).names.map(({ type }) => type);
    for (const type of ['a', 'b']) {
      const options = { off: { entityTypes: [type], relationTypes: [] } };
      const [said] = await extract(model, text, [sentence], options);
      expect(said?.mentions.map((mention) => mention.type)).not.toContain(type);
      const [head] = model.heads;
      const seen = head && (await getTable(model, head, text, sentence, { options }));
      const stated = seen?.candidates.filter(({ verdict }) => verdict.kind === 'said') ?? [];
      expect(stated.length).toBe(said?.relations.length);
    }
    expect(before.length).toBeGreaterThan(0);
  });
});

describe('the shipped head', () => {
  const text =
    'Mary Whitlock 🛳 works for Acme in Leeds, and Jordan, who runs Whitby Cables, met her.';
  let model: Model;
  beforeAll(async () => {
    model = await loadModel(
      join(import.meta.dirname, '../../models/minilm'),
      ['news'],
      createSession,
    );
  });
  afterAll(() => model.close());

  it('keeps the numbers it decided by where the second pass rounds otherwise', async () => {
    const sentence = { start: 0, end: text.length, tokens: tokenize(text) };
    const [said] = await extract(model, text, [sentence]);
    const [head] = model.heads;
    const seen = head && (await getTable(model, head, text, sentence));
    expect(seen?.names.map(({ score }) => score)).toEqual(said?.mentions.map(({ score }) => score));
    const scores = (list: readonly { readonly score: number }[] = []) =>
      list.map(({ score }) => score.toFixed(9)).toSorted();
    const stated = seen?.candidates.filter(({ verdict }) => verdict.kind === 'said');
    expect(scores(stated)).toEqual(scores(said?.relations));
    const n = sentence.tokens.length;
    expect(seen?.cells.length).toBe(n * (n - 1));
  });

  it('tells of a name that is too unsure, and keeps its facts among what was nearly said', async () => {
    const sentence = { start: 0, end: text.length, tokens: tokenize(text) };
    const [head] = model.heads;
    const before = head && (await getTable(model, head, text, sentence));
    const [least] = before?.names.toSorted((a, b) => a.score - b.score) ?? [];
    if (!head || !least) throw new Error('no name');
    const mention = least.score + 1e-6;
    const threshold = { ...head.calibration.threshold, mention };
    const strict = { ...head, calibration: { ...head.calibration, threshold } };
    const seen = await getTable(model, strict, text, sentence);
    expect(seen.names).toHaveLength((before?.names.length ?? 0) - 1);
    const [first] = seen.names;
    if (!first) throw new Error('no other name');
    const near = seen.candidates.filter(({ verdict }) => verdict.kind === 'unsure');
    expect(near.length).toBeGreaterThan(0);
    const told = await explainSentence({ ...model, heads: [strict] }, strict, text, sentence, {
      between: [first, least],
    });
    expect(told.map(({ verdict }) => verdict)).toContainEqual(
      expect.objectContaining({ kind: 'unsure', threshold: mention, probability: least.score }),
    );
  });

  it('tells that two words stand for the same one', async () => {
    const general = await loadModel(
      join(import.meta.dirname, '../../models/minilm'),
      ['general'],
      createSession,
    );
    onTestFinished(() => general.close());
    const own = 'I know what I owe to my mother and to me.';
    const sentence = { start: 0, end: own.length, tokens: tokenize(own) };
    const [said] = await extract(general, own, [sentence]);
    const [head] = general.heads;
    const seen = head && (await getTable(general, head, own, sentence));
    const kinds = seen?.candidates.map(({ verdict }) => verdict.kind);
    expect(kinds).toContain('self');
    expect(kinds?.filter((kind) => kind === 'said')).toHaveLength(said?.relations.length ?? -1);
  });

  it('shows a long sentence part by part', async () => {
    const long = Array.from({ length: 60 }, (_, i) => `Anna Berg${i} of Acme in Leeds,`).join(' ');
    const sentence = { start: 0, end: long.length, tokens: tokenize(long) };
    const [head] = model.heads;
    if (!head) throw new Error('no head');
    const first = await getTable(model, head, long, sentence);
    expect(first.windows.length).toBeGreaterThan(1);
    const second = await getTable(model, head, long, sentence, { window: 1 });
    const { from, to } = second.windows[1] ?? { from: 0, to: 0 };
    expect(second.tokens).toHaveLength(to - from);
    const last = sentence.tokens.length;
    const apart = await explainSentence(model, head, long, sentence, {
      between: [
        { from: 0, to: 2 },
        { from: last - 2, to: last - 1 },
      ],
    });
    expect(apart.map(({ verdict }) => verdict.kind)).toEqual(['window']);
  });

  it('explains all parts of a long sentence together, each pair once, and reads few cells for it', async () => {
    const [head] = model.heads;
    const session = await head?.ask();
    if (!head || !session) throw new Error('no head');
    let cells = 0;
    const counting: typeof session = {
      ...session,
      run(inputs) {
        cells += inputs['asked']?.dims[0] ?? 0;
        return session.run(inputs);
      },
    };
    const counted = { ...head, ask: () => Promise.resolve(counting) };
    const many = Array.from({ length: 80 }, (_, i) => `Anna Berg${i} of Acme in Leeds,`).join(' ');
    const sentence = { start: 0, end: many.length, tokens: tokenize(many) };
    const { windows } = await getTable(model, counted, many, sentence);
    const words = windows[0]?.to ?? 0;
    expect(cells).toBe((words * (words - 1)) / 2);
    cells = 0;
    const found = await explainSentence(model, counted, many, sentence);
    expect(windows.length).toBeGreaterThan(1);
    expect(cells / windows.length).toBeLessThan(1000);
    const keys = found.map((one) => `${one.head.from} ${one.tail.from} ${one.type}`);
    expect(new Set(keys).size).toBe(keys.length);
    // Of the whole sentence, not of its beginning.
    expect(Math.max(...found.map(({ head: { from } }) => from))).toBeGreaterThan(words);
    const rejected = found.filter(({ verdict }) => verdict.kind !== 'said');
    const scores = rejected.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores).toHaveLength(200);
  });
});
