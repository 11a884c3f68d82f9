import type { FileTarget } from '../target.ts';
import { beside } from './beside.ts';
import type { RdfOptions } from './options.ts';
import { listStatements } from './statements.ts';
import type { Quad, Term } from './terms.ts';
import { PREFIXES, rdf } from './vocabulary.ts';

/** Turtle: the default graph, grouped by subject. */
export const turtle: FileTarget = {
  name: 'turtle',
  family: 'rdf',
  extension: '.ttl',
  summary: 'RDF Turtle: facts and their evidence, for reading',
  files: [
    {
      suffix: '',
      head: ({ rdf: options }) => toHead(options),
      records: (source, options) =>
        group(listStatements(source, options), options.rdf, ({ graph }) => graph === undefined),
    },
    ...beside,
  ],
};

/** TriG: Turtle with the graphs of the documents. */
export const trig: FileTarget = {
  name: 'trig',
  family: 'rdf',
  extension: '.trig',
  summary: 'RDF TriG: the same, with a graph for each document',
  files: [
    {
      suffix: '',
      head: ({ rdf: options }) => toHead(options),
      records: (source, options) => group(listStatements(source, options), options.rdf, () => true),
    },
    ...beside,
  ],
};

function toHead({ profile, base }: RdfOptions): string {
  const prefixes = Object.entries({ ...PREFIXES, e: base });
  return [
    ...(profile === '1.2' ? ['VERSION "1.2"\n'] : []),
    ...prefixes.map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .\n`),
  ].join('');
}

/** One string a quad. What ends a statement depends on the next one, so each waits for it. */
export function* group(
  quads: Iterable<Quad>,
  { base }: Pick<RdfOptions, 'base'>,
  isWanted: (quad: Quad) => boolean,
): Iterable<string> {
  const shorten = createShorten(base);
  const toProperty = ({ predicate, object }: Quad): string =>
    `${predicate === rdf.type ? 'a' : shorten(predicate)} ${shorten(object)}`;
  const toStart = (quad: Quad): string => {
    const statement = `${shorten(quad.subject)} ${toProperty(quad)}`;
    return quad.graph === undefined ? statement : `${shorten(quad.graph)} { ${statement}`;
  };
  let before: Quad | undefined;
  let start = '';
  for (const quad of quads) {
    if (!isWanted(quad)) {
      yield '';
      continue;
    }
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

function toEnd(quad: Quad): string {
  return isPlain(quad) ? ' .\n' : ' . }\n';
}

/**
 * `<urn:espalier:entity:e1>` → `e:entity:e1`, and so for the datatype behind a literal and inside a triple term. Only
 * names that need no escape in Turtle (PN_LOCAL without PLX) are shortened; all others stay whole.
 */
function createShorten(base: string): (term: Term) => string {
  const names = Object.entries({ ...PREFIXES, e: base });
  return function shorten(term: Term): Term {
    if (term.startsWith('<<(')) {
      const parts = term.slice(4, -4).split(' ');
      return `<<( ${parts.map(shorten).join(' ')} )>>`;
    }
    const at = term.startsWith('"') ? term.lastIndexOf('"') + 1 : 0;
    if (at === term.length) return term;
    const datatype = at === 0 ? 0 : 2;
    const iri = term.slice(at + datatype + 1, -1);
    for (const [prefix, namespace] of names) {
      if (!iri.startsWith(namespace)) continue;
      const name = iri.slice(namespace.length);
      if (/^[A-Za-z][A-Za-z0-9_:-]*$/u.test(name))
        return `${term.slice(0, at + datatype)}${prefix}:${name}`;
    }
    return term;
  };
}
