import type { Session, Tensor } from '#extract/tensor';
import type { Fit } from './fit.ts';
import { isOutOfMemory } from './reasons.ts';

/** Names of the axes of a graph's inputs and outputs, as they stand in the graph: `batch`, `pieces`, `words`, `cells` or a number. */
export type Axes = Readonly<Record<string, readonly (string | number)[]>>;

export interface Gathered {
  readonly inputs: Axes;
  readonly outputs: Axes;
}

type Inputs = Readonly<Record<string, Tensor>>;

interface Asked {
  readonly inputs: Inputs;
  /** Length of each named axis in these inputs. */
  readonly lengths: ReadonlyMap<string, number>;
  resolve(outputs: Inputs): void;
  reject(error: unknown): void;
}

/**
 * Whether every input has a place for many, and of every output it can be told whose it is. SpERT's pairs count its spans, not the
 * sentences: it is run one by one.
 */
export function canGather({ inputs, outputs }: Gathered): boolean {
  return (
    Object.values(inputs).every(([first]) => first === 'batch') &&
    Object.values(outputs).every(([first]) => first === 'batch' || first === 'cells')
  );
}

/** How sentences are put together. */
export interface Together {
  readonly fit: Fit;
  /**
   * Where a sentence's answer must be the same to the last bit in any company: every axis is filled up to a multiple of this, alone
   * or not, and only sentences with the same number of pieces share a call. What attention sums up is then as long in each.
   */
  readonly step?: number;
}

/**
 * On the processor: 256 pieces a call, whose activations stay in its cache. Filling up to eight costs a tenth more pieces, which are
 * paid back by calls of three sentences rather than two.
 */
export const onProcessor: Together = {
  fit: { size: () => 256, took: () => undefined, refused: () => undefined },
  step: 8,
};

/**
 * A session that answers calls of one sentence each, made at about the same time, by calls of many: a graphics processor is fast only
 * then. Shorter ones are filled with zeros, which the graphs are made to ignore (their masks come from `attention_mask` and
 * `word_count`), so a sentence's answer is its own, but for rounding where no `step` is given: no graph that comes here has a scale
 * that neighbours share. Where there is no memory for a call it is made in two halves.
 */
export function gather(session: Session, axes: Gathered, { fit, step = 1 }: Together): Session {
  const isExact = step > 1;
  const fill = (length: number) => Math.ceil(length / step) * step;
  /** Of the longest axis: what a row of the batch takes. */
  const toLength = ({ lengths }: Asked) => fill(Math.max(1, ...lengths.values()));
  /** The last of a sorted group is the longest. */
  const toCells = (group: readonly Asked[]) => {
    const last = group.at(-1);
    return last ? group.length * toLength(last) : 0;
  };
  const canShare = (a: Asked | undefined, b: Asked | undefined) =>
    !isExact || fill(a?.lengths.get('pieces') ?? 0) === fill(b?.lengths.get('pieces') ?? 0);

  let waiting: Asked[] = [];
  let chain: Promise<void> = Promise.resolve();

  async function runAll(): Promise<void> {
    const asked = waiting;
    waiting = [];
    // Alike lengths together, so that little is filled up.
    asked.sort((a, b) => toLength(a) - toLength(b));
    const given: (() => void)[] = [];
    for (let at = 0; at < asked.length;) {
      let count = 1;
      while (
        at + count < asked.length &&
        canShare(asked[at], asked[at + count]) &&
        toCells(asked.slice(at, at + count + 1)) <= fit.size()
      )
        count += 1;
      given.push(...(await runTogether(asked.slice(at, at + count))));
      at += count;
    }
    // Nobody is answered before all are: who asks a head next then asks together with all others, and that head's weights stay in
    // the processor's cache from one call to the next.
    for (const give of given) give();
  }

  /** Makes one call, or two halves where that finds no memory. Gives what answers those who asked. */
  async function runTogether(group: readonly Asked[]): Promise<(() => void)[]> {
    try {
      const began = performance.now();
      const outputs = await session.run(pack(group, axes.inputs, fill));
      fit.took(toCells(group), performance.now() - began);
      return group.map((one, row) => {
        const own = unpack(outputs, axes.outputs, one.lengths, row);
        return () => one.resolve(own);
      });
    } catch (error) {
      if (group.length === 1 || !isOutOfMemory(error))
        return group.map((one) => () => one.reject(error));
      fit.refused(toCells(group));
      const half = Math.ceil(group.length / 2);
      const first = await runTogether(group.slice(0, half));
      return [...first, ...(await runTogether(group.slice(half)))];
    }
  }

  return {
    ...session,
    isTogether: true,
    run(inputs) {
      // Who brings many at once has put them together already.
      if (Object.values(inputs).some(({ dims }) => dims[0] !== 1)) return session.run(inputs);
      return new Promise((resolve, reject) => {
        waiting.push({ inputs, lengths: toLengths(inputs, axes.inputs), resolve, reject });
        // After everything that can ask now has asked.
        if (waiting.length === 1) setImmediate(() => void (chain = chain.then(runAll)));
      });
    },
  };
}

function toLengths(inputs: Inputs, axes: Axes): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const [name, tensor] of Object.entries(inputs))
    axes[name]?.forEach((axis, k) => {
      if (typeof axis === 'string' && k > 0) lengths.set(axis, tensor.dims[k] ?? 1);
    });
  return lengths;
}

/** One tensor a name for all of the group, each row filled up with zeros to the longest, or as much more as `fill` says. */
function pack(group: readonly Asked[], axes: Axes, fill: (length: number) => number): Inputs {
  const packed: Record<string, Tensor> = {};
  for (const name of Object.keys(group[0]?.inputs ?? {})) {
    const of = axes[name] ?? [];
    const own = (one: Asked) => one.inputs[name]?.dims.slice(1) ?? [];
    const dims = own(group[0] as Asked).map((_, k) => {
      const longest = Math.max(...group.map((one) => own(one)[k] ?? 0));
      return typeof of[k + 1] === 'string' ? fill(longest) : longest;
    });
    const row = dims.reduce((a, b) => a * b, 1);
    const isWhole = group[0]?.inputs[name]?.type === 'int32';
    const data = isWhole
      ? new Int32Array(group.length * row)
      : new Float32Array(group.length * row);
    group.forEach((one, i) => {
      const tensor = one.inputs[name];
      if (!tensor || of[0] !== 'batch') throw new Error(`${name} has no batch`);
      copyRow(tensor.data, own(one), data, dims, i * row);
    });
    const whole = [group.length, ...dims];
    packed[name] =
      data instanceof Int32Array
        ? { type: 'int32', data, dims: whole }
        : { type: 'float32', data, dims: whole };
  }
  return packed;
}

/** Copies a block of `from` extents into the corner of one of `to` extents (or back, where `from` is the larger). */
function copyRow(
  source: Int32Array | Float32Array,
  from: readonly number[],
  target: Int32Array | Float32Array,
  to: readonly number[],
  at: number,
  start = 0,
): void {
  const [fromHead = 1, ...fromRest] = from;
  const [toHead = 1, ...toRest] = to;
  const product = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);
  if (product(fromRest) === product(toRest)) {
    const length = Math.min(fromHead, toHead) * product(fromRest);
    target.set(source.subarray(start, start + length), at);
    return;
  }
  for (let k = 0; k < Math.min(fromHead, toHead); k++)
    copyRow(
      source,
      fromRest,
      target,
      toRest,
      at + k * product(toRest),
      start + k * product(fromRest),
    );
}

/**
 * The part of one sentence: of outputs with a batch axis its row, cut to its own lengths; of lists (`cells`, `spans`, `pairs`) the
 * entries whose first number is its row, which becomes 0.
 */
function unpack(
  outputs: Inputs,
  axes: Axes,
  lengths: ReadonlyMap<string, number>,
  row: number,
): Inputs {
  const own: Record<string, Tensor> = {};
  const indexes = new Map<string | number, Int32Array>();
  for (const [name, tensor] of Object.entries(outputs)) {
    const [first] = axes[name] ?? [];
    if (first !== undefined && first !== 'batch' && tensor.type === 'int32') {
      const width = tensor.dims[1] ?? 1;
      const rows = Int32Array.from({ length: tensor.dims[0] ?? 0 }, (_, i) => i).filter(
        (i) => tensor.data[i * width] === row,
      );
      indexes.set(first, rows);
    }
  }
  for (const [name, tensor] of Object.entries(outputs)) {
    const [first, ...rest] = axes[name] ?? [];
    const full = tensor.dims.slice(1);
    const create = (size: number) =>
      tensor.type === 'int32' ? new Int32Array(size) : new Float32Array(size);
    const width = full.reduce((a, b) => a * b, 1);
    let data: Int32Array | Float32Array;
    let dims: readonly number[];
    if (first === 'batch') {
      const cut = full.map((size, k) => Math.min(size, lengths.get(String(rest[k])) ?? size));
      data = create(cut.reduce((a, b) => a * b, 1));
      dims = [1, ...cut];
      copyRow(tensor.data, full, data, cut, 0, row * width);
    } else {
      const rows = indexes.get(first ?? '');
      if (!rows) throw new Error(`${name} says not whose it is`);
      data = create(rows.length * width);
      dims = [rows.length, ...full];
      rows.forEach((i, k) => {
        data.set(tensor.data.subarray(i * width, (i + 1) * width), k * width);
        if (tensor.type === 'int32') data[k * width] = 0;
      });
    }
    own[name] =
      data instanceof Int32Array ? { type: 'int32', data, dims } : { type: 'float32', data, dims };
  }
  return own;
}
