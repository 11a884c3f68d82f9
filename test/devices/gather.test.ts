import { describe, expect, it } from 'vitest';
import { createFit } from '#engine/devices/fit';
import { canGather, gather } from '#engine/devices/gather';
import type { Session, Tensor } from '#extract/tensor';

const axes = {
  inputs: { ids: ['batch', 'pieces'], counts: ['batch', 'words'] },
  outputs: { words: ['batch', 'words', 2], cells: ['cells', 2], scores: ['cells', 3] },
};

type Sentence = { readonly ids: readonly number[]; readonly counts: readonly number[] };

/**
 * A graph that is easy to check by hand: word w of sentence b gives [ids of it, w]; each word whose count is 2 gives a cell
 * (b, w) with scores [10 w, 10 w + 1, 10 w + 2]. It notes how large its batches were, and refuses those above `memory` cells.
 */
function createGraph(memory = Infinity, says = 'CUDA failure 2: out of memory') {
  const calls: (readonly number[])[] = [];
  const session: Session = {
    provider: 'cuda',
    inputs: ['ids', 'counts'],
    run({ ids, counts }) {
      if (!ids || !counts) throw new Error('inputs');
      const [batch = 0, pieces = 0] = ids.dims;
      const words = counts.dims[1] ?? 0;
      calls.push([batch, pieces]);
      if (batch * Math.max(pieces, words) > memory) return Promise.reject(new Error(says));
      const out = new Float32Array(batch * words * 2);
      const cells: number[] = [];
      for (let b = 0; b < batch; b++)
        for (let w = 0; w < words; w++) {
          out.set([ids.data[b * pieces + w] ?? 0, w], (b * words + w) * 2);
          if (counts.data[b * words + w] === 2) cells.push(b, w);
        }
      const scores = cells.flatMap((w, i) => (i % 2 ? [10 * w, 10 * w + 1, 10 * w + 2] : []));
      return Promise.resolve({
        words: { type: 'float32', data: out, dims: [batch, words, 2] },
        cells: { type: 'int32', data: Int32Array.from(cells), dims: [cells.length / 2, 2] },
        scores: { type: 'float32', data: Float32Array.from(scores), dims: [cells.length / 2, 3] },
      });
    },
    close: () => Promise.resolve(),
  };
  return { session, calls };
}

const toInputs = ({ ids, counts }: Sentence): Record<string, Tensor> => ({
  ids: { type: 'int32', data: Int32Array.from(ids), dims: [1, ids.length] },
  counts: { type: 'int32', data: Int32Array.from(counts), dims: [1, counts.length] },
});

const sentences: readonly Sentence[] = Array.from({ length: 40 }, (_, i) => ({
  ids: Array.from({ length: 3 + ((i * 7) % 11) }, (_, k) => 100 * i + k),
  counts: Array.from({ length: 1 + ((i * 5) % 3) }, (_, k) => 1 + ((i + k) % 2)),
}));

async function runAll(session: Session) {
  return Promise.all(sentences.map((sentence) => session.run(toInputs(sentence))));
}

describe('gathering sentences into one call', () => {
  it('gives each sentence the answer it would have had alone', async () => {
    const alone = createGraph();
    const expected = [];
    for (const sentence of sentences) expected.push(await alone.session.run(toInputs(sentence)));
    const { session, calls } = createGraph();
    expect(await runAll(gather(session, axes, { fit: createFit() }))).toEqual(expected);
    expect(calls).toHaveLength(1);
  });

  it('keeps calls under the fitted size, alike lengths together', async () => {
    const { session, calls } = createGraph();
    await runAll(gather(session, axes, { fit: createFit(64, 64) }));
    expect(calls.length).toBeGreaterThan(3);
    for (const [batch = 0, pieces = 0] of calls) expect(batch * pieces).toBeLessThanOrEqual(64);
    const filled = calls.reduce((sum, [batch = 0, pieces = 0]) => sum + batch * pieces, 0);
    const own = sentences.reduce((sum, { ids }) => sum + ids.length, 0);
    expect(filled / own).toBeLessThan(1.3);
  });

  it('fills up by the same rule in any company, where every bit counts', async () => {
    const { session, calls } = createGraph();
    const gathered = gather(session, axes, { fit: createFit(64, 64), step: 4 });
    const together = await runAll(gathered);
    expect(calls.length).toBeLessThan(sentences.length / 2);
    expect(calls.every(([batch = 0, pieces = 0]) => pieces % 4 === 0 && batch * pieces <= 64)).toBe(
      true,
    );
    const lengths = calls.map(([, pieces]) => pieces);
    expect(new Set(lengths)).toEqual(new Set([4, 8, 12, 16]));
    calls.length = 0;
    for (const [i, sentence] of sentences.entries())
      expect(await gathered.run(toInputs(sentence))).toEqual(together[i]);
    expect(calls.map(([, pieces]) => pieces)).toEqual(
      sentences.map(({ ids }) => Math.ceil(ids.length / 4) * 4),
    );
  });

  it('answers nobody before all of a round, so that they ask a head together', async () => {
    const [encoder, head] = [createGraph(), createGraph()];
    // As the runtime does: not before the turn of events in which it was asked has passed.
    const run: Session['run'] = async (inputs) => {
      await new Promise(setImmediate);
      return encoder.session.run(inputs);
    };
    const first = gather({ ...encoder.session, run }, axes, { fit: createFit(64, 64) });
    const then = gather(head.session, axes, { fit: createFit() });
    const readWith = async (sentence: Sentence) => {
      await first.run(toInputs(sentence));
      return then.run(toInputs(sentence));
    };
    await Promise.all(sentences.map(readWith));
    expect(encoder.calls.length).toBeGreaterThan(3);
    expect(head.calls).toHaveLength(1);
  });

  it('halves what does not fit into memory, and remembers it', async () => {
    const whole = await runAll(gather(createGraph().session, axes, { fit: createFit() }));
    const { session, calls } = createGraph(150);
    const fit = createFit();
    const gathered = gather(session, axes, { fit });
    expect(await runAll(gathered)).toEqual(whole);
    // Too large twice (520 and 260 cells), then well.
    const refused = () => calls.filter(([batch = 0, pieces = 0]) => batch * pieces > 150).length;
    const first = refused();
    expect(first).toBeGreaterThanOrEqual(2);
    expect(fit.size()).toBeLessThanOrEqual(150);
    expect(await runAll(gathered)).toEqual(whole);
    expect(refused()).toBe(first);
  });

  it.each([
    ['another error', 'CUDA failure 719: unspecified launch failure', 1000, 1],
    ['a single sentence that does not fit', 'out of memory', 1, 40],
  ])('tells everybody of %s', async (_, says, memory, least) => {
    const { session, calls } = createGraph(Math.min(memory, 2), says);
    const answers = await Promise.allSettled(
      sentences.map((sentence) =>
        gather(session, axes, { fit: createFit() }).run(toInputs(sentence)),
      ),
    );
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    expect(calls.length).toBeGreaterThanOrEqual(least);
  });
});

it('does not gather what it could not take apart again', () => {
  expect(canGather(axes)).toBe(true);
  const spans = { spans: ['spans', 3], pairs: ['pairs', 2] };
  expect(canGather({ ...axes, outputs: spans })).toBe(false);
  expect(canGather({ ...axes, inputs: { ...axes.inputs, asked: ['asked_0', 3] } })).toBe(false);
});

describe('fitting the size of a call', () => {
  /** A device that does `full` cells a millisecond once it has `width` of them, and less with fewer. */
  function grow(full: number, width: number) {
    const fit = createFit(1024, 2 ** 17);
    for (let i = 0; i < 60; i++) {
      const cells = fit.size();
      fit.took(cells, cells / (full * Math.min(1, cells / width)));
    }
    return fit.size();
  }

  it('grows while larger calls are worth it, and no further', () => {
    expect(grow(50, 1)).toBe(1024);
    expect(grow(50, 8192)).toBe(8192);
    expect(grow(50, 2 ** 30)).toBe(2 ** 17);
  });

  it('learns nothing from calls that were not full, and never grows back over a refusal', () => {
    const fit = createFit(1024);
    for (let i = 0; i < 20; i++) fit.took(100, 1);
    expect(fit.size()).toBe(1024);
    fit.refused(1000);
    expect(fit.size()).toBe(500);
    for (let i = 0; i < 20; i++) fit.took(500, 0.001);
    expect(fit.size()).toBe(500);
  });
});
