import { getShape } from './spelling.ts';
import type { Pieces } from './pieces.ts';
import type { Tensor } from './tensor.ts';

/**
 * The inputs of the encoder for one run of N words and S pieces, as a batch of one. Whether several of them can
 * share a call is known by who runs the graph.
 */
export function toInputs(
  words: readonly string[],
  pieces: readonly (readonly number[])[],
  marks: Pick<Pieces, 'start' | 'end'>,
): Readonly<Record<string, Tensor>> {
  const shapeOf = words.map(getShape);
  const ids = [marks.start];
  const pieceShapes = [0];
  const start: number[] = [];
  const count: number[] = [];
  pieces.forEach((own, i) => {
    start.push(ids.length);
    count.push(own.length);
    for (const id of own) {
      ids.push(id);
      pieceShapes.push(shapeOf[i] ?? 0);
    }
  });
  ids.push(marks.end);
  pieceShapes.push(0);
  const row = (values: readonly number[]): Tensor => ({
    type: 'int32',
    data: Int32Array.from(values),
    dims: [1, values.length],
  });
  return {
    input_ids: row(ids),
    attention_mask: row(ids.map(() => 1)),
    piece_shapes: row(pieceShapes),
    word_start: row(start),
    word_count: row(count),
    word_shapes: row(shapeOf),
  };
}
