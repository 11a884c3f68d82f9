import { csv } from './csv.ts';
import { jsonl } from './jsonl.ts';
import { nquads } from './nquads.ts';
import type { FileTarget } from './target.ts';

/** Every target that is written to a file. A new one is one file in this room and one line here. */
export const targets: readonly FileTarget[] = [nquads, csv, jsonl];

export function findTarget(name: string): FileTarget | undefined {
  return targets.find((target) => target.name === name);
}
