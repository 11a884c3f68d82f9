import { xsd, type IriKind } from './vocabulary.ts';

/** A term in the syntax of N-Quads, which Turtle, TriG and N-Triples share: `<urn:…>` or `"…"^^<…>`. */
export type Term = string;

export interface Quad {
  readonly subject: Term;
  readonly predicate: Term;
  readonly object: Term;
  /** Absent: the default graph. */
  readonly graph?: Term;
}

/**
 * Mints the only IRIs that hold anything from outside. Every character an IRI may not hold is percent-encoded, and more:
 * writers of RDF (n3 among them) print IRIs as they are, so a `>` in a label would end the IRI and begin another quad.
 */
export function toIri(kind: IriKind, ...names: readonly (string | number)[]): Term {
  return `<urn:espalier:${kind}:${names.map(encode).join(':')}>`;
}

const PLAIN = /^[A-Za-z0-9_.-]*$/u;

function encode(name: string | number): string {
  if (typeof name === 'number' || PLAIN.test(name)) return String(name);
  return encodeURIComponent(name.toWellFormed()).replace(
    /[!'()*~]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
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
