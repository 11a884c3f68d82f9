import { NOTHING_OFF } from '#domain/schema';
import type { SwitchedOff } from '#domain/schema';

import { toRuns } from './bilou.ts';
import { toFloats, toIntegers } from './decoder.ts';
import type { Outputs } from './decoder.ts';
import { toMask, toTagQuestion } from './mask.ts';
import type { Head } from './model.ts';
import { readCells } from './picture.ts';
import { readTags } from './tag-path.ts';

/**
 * A triangle's graph reads the cells of the words that it thinks end a name. With a type switched off another tag may end one
 * elsewhere: the cells that are then missing are read in a second pass. Nothing is done where no type is off.
 */
export async function complete(
  head: Head,
  known: Outputs,
  outputs: Outputs,
  off: SwitchedOff = NOTHING_OFF,
): Promise<Outputs> {
  const isTagOn = toTagQuestion(toMask(head.schema, off), 4);
  if (!isTagOn || !outputs['cells']) return outputs;
  const logits = toFloats(outputs, 'tag_logits');
  const labels = head.schema.entityTypes.length * 4 + 1;
  const tags = readTags(logits, labels, head.calibration.tags, isTagOn);
  const ends = toRuns(tags).map(({ to }) => to - 1);
  const read = toIntegers(outputs, 'cells');
  const there = new Set<string>();
  for (let p = 0; p < read.length / 3; p++) there.add(`${read[3 * p + 1]} ${read[3 * p + 2]}`);
  const missing = ends.flatMap((i, a) =>
    ends.slice(a + 1).flatMap((j) => (there.has(`${i} ${j}`) ? [] : [[i, j]])),
  );
  if (missing.length === 0) return outputs;
  const session = await head.ask();
  if (!session) return outputs;
  const further = await readCells(session, known, Int32Array.from(missing.flat()));
  const own = toFloats(outputs, 'relation_logits');
  const all = new Float32Array(own.length + further.length);
  all.set(own);
  all.set(further, own.length);
  const cells = Int32Array.from([...read, ...missing.flatMap(([i = 0, j = 0]) => [0, i, j])]);
  const count = cells.length / 3;
  return {
    ...outputs,
    cells: { type: 'int32', data: cells, dims: [count, 3] },
    relation_logits: { type: 'float32', data: all, dims: [count, all.length / count] },
  };
}
