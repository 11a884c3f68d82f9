import type { Term } from './terms.ts';

export type TermParts =
  | { readonly kind: 'iri'; readonly value: string }
  | { readonly kind: 'literal'; readonly value: string; readonly datatype?: string };

/** What a term of ours (not a triple term) holds: the way back from `toLiteral`. */
export function fromTerm(term: Term): TermParts {
  if (term.startsWith('<')) return { kind: 'iri', value: term.slice(1, -1) };
  const end = term.lastIndexOf('"');
  const value = unescape(term.slice(1, end));
  return end === term.length - 1
    ? { kind: 'literal', value }
    : { kind: 'literal', value, datatype: term.slice(end + 4, -1) };
}

const SIGNS: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
};

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9A-F]{4})|(.))/gu, (_, code: string | undefined, sign: string) =>
    code === undefined ? (SIGNS[sign] ?? sign) : String.fromCharCode(parseInt(code, 16)),
  );
}
