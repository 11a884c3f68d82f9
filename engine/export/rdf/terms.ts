import { createHash } from 'node:crypto';
import { Failure } from '#domain/failure';
import { isIri } from './mapping.ts';
import { rdf, xsd, type IriKind } from './vocabulary.ts';

/** A term in the syntax of N-Quads, which Turtle, TriG and N-Triples share: `<urn:…>`, `"…"^^<…>` or `<<( s p o )>>`. */
export type Term = string;

export interface Quad {
  readonly subject: Term;
  readonly predicate: Term;
  readonly object: Term;
  /** Absent: the default graph. */
  readonly graph?: Term;
}

export type Mint = (kind: IriKind, ...names: readonly (string | number)[]) => Term;

/**
 * Mints the only IRIs that hold anything from outside: below `base`, kind and names, joined by colons, or by slashes where
 * the base ends in one. Ids and plain labels stand for themselves, everything else by its hash: writers of RDF (n3 among
 * them) print IRIs as they are, so a `>` in a label would end the IRI and begin another quad; and a name that is no XML
 * name could not be a property in RDF/XML.
 * @throws Failure `export-refused` for a base that is no absolute IRI
 */
export function createMint(base: string): Mint {
  if (!isIri(base) || !/[/#:]$/u.test(base))
    throw new Failure(
      'export-refused',
      `${base} is not an absolute IRI that ends in a slash, a colon or a number sign`,
    );
  const sign = base.endsWith('/') ? '/' : ':';
  return (kind, ...names) => `<${base}${kind}${sign}${names.map(toName).join(sign)}>`;
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_.-]*$/u;
const HASHED = /^x[0-9a-f]{24}$/u;

function toName(name: string | number): string {
  if (typeof name === 'number') return String(name);
  if (PLAIN.test(name) && !HASHED.test(name)) return name;
  return `x${createHash('sha256').update(name.toWellFormed()).digest('hex').slice(0, 24)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

/** Control characters, DEL, and the noncharacters that canonical N-Quads escapes (RDF 1.2 N-Quads, section 4). */
// oxlint-disable-next-line no-control-regex -- these are the characters to find
const UNSAFE = /["\\\u0000-\u001f\u007f\ufffe\uffff]/g;

/** A string literal. A lone surrogate has no UTF-8, so it becomes U+FFFD. */
export function toLiteral(text: string): Term {
  const escaped = text
    .toWellFormed()
    .replace(
      UNSAFE,
      (sign) =>
        ESCAPES[sign] ?? `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
  return `"${escaped}"`;
}

export function toInteger(value: number): Term {
  return `"${Math.trunc(value)}"^^${xsd.integer}`;
}

export function toDouble(value: number): Term {
  return `"${value}"^^${xsd.double}`;
}

/** Milliseconds since 1970. */
export function toTime(at: number): Term {
  return `"${new Date(at).toISOString()}"^^${xsd.dateTime}`;
}

export function toJson(value: unknown): Term {
  return `${toLiteral(JSON.stringify(value))}^^${rdf.JSON}`;
}

export function toTripleTerm({ subject, predicate, object }: Quad): Term {
  return `<<( ${subject} ${predicate} ${object} )>>`;
}

/** IRI that stands in a mapping or among the ids that are known of an entity. */
export function fromIri(iri: string): Term {
  if (isIri(iri)) return `<${iri}>`;
  throw new Failure('export-refused', 'something stands in place of an absolute IRI');
}
