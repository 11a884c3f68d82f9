import { csv } from './csv.ts';
import { gexf } from './gexf.ts';
import { graphml } from './graphml.ts';
import { jsonl } from './jsonl.ts';
import { nquads } from './nquads.ts';
import { ntriples } from './ntriples.ts';
import type { FileTarget } from './target.ts';
import { trig, turtle } from './turtle.ts';

/** Every target that is written to a file. A new one is one file in this room and one line here. */
export const targets: readonly FileTarget[] = [
  csv,
  jsonl,
  turtle,
  trig,
  ntriples,
  nquads,
  graphml,
  gexf,
];

export function findTarget(name: string): FileTarget | undefined {
  return targets.find((target) => target.name === name);
}
