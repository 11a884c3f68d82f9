import { listStatements } from './statements.ts';
import type { FileTarget } from './target.ts';
import type { Quad, Term } from './terms.ts';
import { PREFIXES, rdf } from './vocabulary.ts';

const HEAD = Object.entries(PREFIXES)
  .map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .\n`)
  .join('');

/** RDF 1.1 Turtle: the default graph, grouped by subject. */
export const turtle: FileTarget = {
  name: 'turtle',
  extension: '.ttl',
  summary: 'RDF Turtle: facts and their evidence, for reading',
  files: [
    {
      suffix: '',
      head: HEAD,
      records: (source) => group(listStatements(source), ({ graph }) => graph === undefined),
    },
  ],
};

/** RDF 1.1 TriG: Turtle with the graphs of the documents. */
export const trig: FileTarget = {
  name: 'trig',
  extension: '.trig',
  summary: 'RDF TriG: facts and their evidence, and a graph for each document',
  files: [
    { suffix: '', head: HEAD, records: (source) => group(listStatements(source), () => true) },
  ],
};

/** One string a quad. What ends a statement depends on the next one, so each waits for it. */
function* group(quads: Iterable<Quad>, isWanted: (quad: Quad) => boolean): Iterable<string> {
  let before: Quad | undefined;
  let start = '';
  for (const quad of quads) {
    if (!isWanted(quad)) continue;
    const isSame =
      before !== undefined && isPlain(before) && isPlain(quad) && before.subject === quad.subject;
    if (before !== undefined) yield `${start}${isSame ? ' ;\n' : toEnd(before)}`;
    start = isSame ? `    ${toProperty(quad)}` : `\n${toStart(quad)}`;
    before = quad;
  }
  if (before !== undefined) yield `${start}${toEnd(before)}`;
}

function isPlain({ graph }: Quad): boolean {
  return graph === undefined;
}

function toStart(quad: Quad): string {
  const statement = `${shorten(quad.subject)} ${toProperty(quad)}`;
  return quad.graph === undefined ? statement : `${shorten(quad.graph)} { ${statement}`;
}

function toEnd(quad: Quad): string {
  return isPlain(quad) ? ' .\n' : ' . }\n';
}

function toProperty({ predicate, object }: Quad): string {
  return `${predicate === rdf.type ? 'a' : shorten(predicate)} ${shorten(object)}`;
}

const NAMES = Object.entries(PREFIXES);

/**
 * `<urn:espalier:entity:e1>` → `e:entity:e1`, and so for the datatype behind a literal. Only names that need no escape in
 * Turtle (PN_LOCAL without PLX) are shortened; all others stay whole.
 */
function shorten(term: Term): string {
  const at = term.startsWith('"') ? term.lastIndexOf('"') + 1 : 0;
  const datatype = at === 0 ? 0 : 2;
  const iri = term.slice(at + datatype + 1, -1);
  if (at === term.length) return term;
  for (const [prefix, namespace] of NAMES) {
    if (!iri.startsWith(namespace)) continue;
    const name = iri.slice(namespace.length);
    if (/^[A-Za-z][A-Za-z0-9_:-]*$/u.test(name))
      return `${term.slice(0, at + datatype)}${prefix}:${name}`;
  }
  return term;
}
