import { csv } from './csv.ts';
import { gexf } from './gexf.ts';
import { graphml } from './graphml.ts';
import { jsonl } from './jsonl.ts';
import { jsonld } from './rdf/jsonld.ts';
import { nquads, ntriples } from './rdf/nquads.ts';
import { rdfxml } from './rdf/rdfxml.ts';
import { trig, turtle } from './rdf/turtle.ts';
import type { FileTarget } from './target.ts';

/** Every target that is written to a file. A new one is one file in this room and one line here. */
export const targets: readonly FileTarget[] = [
  csv,
  jsonl,
  turtle,
  trig,
  ntriples,
  nquads,
  jsonld,
  rdfxml,
  graphml,
  gexf,
];

export function findTarget(name: string): FileTarget | undefined {
  return targets.find((target) => target.name === name);
}
