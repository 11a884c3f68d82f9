import { csv } from './csv.ts';
import { gexf } from './gexf.ts';
import { graphml } from './graphml.ts';
import { html } from './html.ts';
import { jsonl } from './jsonl.ts';
import { neo4jCsv } from './neo4j/bulk.ts';
import { parquet } from './parquet.ts';
import { jsonld } from './rdf/jsonld.ts';
import { nquads, ntriples } from './rdf/nquads.ts';
import { rdfxml } from './rdf/rdfxml.ts';
import { trig, turtle } from './rdf/turtle.ts';
import { sqlite } from './sqlite.ts';
import { brat } from './training/brat.ts';
import { conll } from './training/conll.ts';
import { spacy } from './training/spacy.ts';
import { spert } from './training/spert.ts';
import { xlsx } from './xlsx.ts';
import type { FileTarget } from './target.ts';

/** Every target that is written to a file. A new one is one file in this room and one line here. */
export const targets: readonly FileTarget[] = [
  html,
  csv,
  xlsx,
  jsonl,
  parquet,
  sqlite,
  turtle,
  trig,
  ntriples,
  nquads,
  jsonld,
  rdfxml,
  graphml,
  gexf,
  neo4jCsv,
  spert,
  conll,
  brat,
  spacy,
];

export function findTarget(name: string): FileTarget | undefined {
  return targets.find((target) => target.name === name);
}
