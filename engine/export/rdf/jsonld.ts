import type { ExportSource } from '../source.ts';
import type { FileTarget, TargetOptions } from '../target.ts';
import { beside } from './beside.ts';
import { fromTerm } from './parts.ts';
import { listPlainStatements } from './statements.ts';
import type { RdfOptions } from './options.ts';
import type { Quad, Term } from './terms.ts';
import { PREFIXES, rdf } from './vocabulary.ts';

/**
 * JSON-LD 1.1, a node a line: one `@graph` with the default graph, and an object with an `@graph` of its own for each
 * document that says a fact. It has no triple terms, so statements are resources whatever the profile.
 */
export const jsonld: FileTarget = {
  name: 'jsonld',
  family: 'rdf',
  extension: '.jsonld',
  summary: 'RDF as JSON-LD: the same, for programs that read JSON',
  files: [
    {
      suffix: '',
      head: ({ rdf: { base } }) => toHead(base),
      records: listNodes,
      tail: '\n]}\n',
    },
    ...beside,
  ],
};

function toHead(base: RdfOptions['base']): string {
  return `{"@context":${JSON.stringify({ ...PREFIXES, e: base })},"@graph":[\n`;
}

/** Statements of one subject that follow one another become one node. */
function* listNodes(source: ExportSource, options: TargetOptions): Iterable<string> {
  let comma = '';
  let subject: Term | undefined;
  let node: Record<string, unknown[]> = {};
  const flush = (): string => {
    if (subject === undefined) return '';
    const text = `${comma}${JSON.stringify({ '@id': toIri(subject), ...node })}`;
    comma = ',\n';
    subject = undefined;
    node = {};
    return text;
  };
  for (const quad of listPlainStatements(source, options)) {
    if (quad.graph !== undefined) {
      const text = flush();
      yield `${text}${comma}${toGraph(quad)}`;
      comma = ',\n';
      continue;
    }
    const before = quad.subject === subject ? '' : flush();
    subject = quad.subject;
    const [key, value] = toProperty(quad);
    (node[key] ??= []).push(value);
    yield before;
  }
  yield flush();
}

function toGraph(quad: Quad): string {
  const [key, value] = toProperty(quad);
  const node = { '@id': toIri(quad.subject), [key]: [value] };
  return JSON.stringify({ '@id': toIri(quad.graph ?? ''), '@graph': [node] });
}

function toProperty({ predicate, object }: Quad): readonly [string, unknown] {
  if (predicate === rdf.type) return ['@type', toIri(object)];
  const term = fromTerm(object);
  if (term.kind === 'iri') return [toKey(predicate), { '@id': term.value }];
  if (term.datatype === undefined) return [toKey(predicate), { '@value': term.value }];
  return [toKey(predicate), { '@value': term.value, '@type': term.datatype }];
}

function toIri(term: Term): string {
  return term.slice(1, -1);
}

const NAMES = Object.entries(PREFIXES);

/** `skos:prefLabel` for what the context has a prefix for. */
function toKey(predicate: Term): string {
  const iri = toIri(predicate);
  for (const [prefix, namespace] of NAMES) {
    const name = iri.startsWith(namespace) ? iri.slice(namespace.length) : '';
    if (/^[A-Za-z][A-Za-z0-9]*$/u.test(name)) return `${prefix}:${name}`;
  }
  return iri;
}
