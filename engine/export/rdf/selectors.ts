import type { Span } from '#domain/document';
import type { ToCodePoints } from '../offsets.ts';
import { toInteger, toLiteral, type Quad, type Term } from './terms.ts';
import { dct, oa, own, rdf } from './vocabulary.ts';

export interface Placed {
  readonly subject: Term;
  readonly document: Term;
  readonly span: Span;
  /** Left out where texts stay at home. */
  readonly quote?: string;
  /** The page's selector. */
  readonly page?: Term;
}

/**
 * Where a resource stands: a part of its document, told by position in code points (Web Annotation 4.2.5), by quote
 * (4.2.4) and by page (4.2.1). Selectors are named rather than blank, so that equal graphs are equal line by line.
 */
export function* listPlace(
  { subject, document, span, quote, page }: Placed,
  toCodePoints: ToCodePoints,
): Iterable<Quad> {
  const { start, end } = toCodePoints(span);
  const position = toPart(subject, 'position');
  const add = (predicate: Term, object: Term): Quad => ({ subject, predicate, object });
  yield add(rdf.type, oa.SpecificResource);
  yield add(oa.hasSource, document);
  yield add(own.start, toInteger(span.start));
  yield add(own.end, toInteger(span.end));
  yield add(oa.hasSelector, position);
  if (quote !== undefined) yield add(oa.hasSelector, toPart(subject, 'quote'));
  if (page !== undefined) yield add(oa.hasSelector, page);
  yield { subject: position, predicate: rdf.type, object: oa.TextPositionSelector };
  yield { subject: position, predicate: oa.start, object: toInteger(start) };
  yield { subject: position, predicate: oa.end, object: toInteger(end) };
  if (quote === undefined) return;
  const part = toPart(subject, 'quote');
  yield { subject: part, predicate: rdf.type, object: oa.TextQuoteSelector };
  yield { subject: part, predicate: oa.exact, object: toLiteral(quote) };
}

/** RFC 3778 and its successor RFC 8118: the fragment of a paged document is `page=3`. */
export function* listPage(subject: Term, number: number): Iterable<Quad> {
  const standard = '<http://tools.ietf.org/rfc/rfc3778>';
  yield { subject, predicate: rdf.type, object: oa.FragmentSelector };
  yield { subject, predicate: dct.conformsTo, object: standard };
  yield { subject, predicate: rdf.value, object: toLiteral(`page=${number}`) };
}

/** `<urn:…>` → `<urn:…:part>`. */
function toPart(iri: Term, part: string): Term {
  return `${iri.slice(0, -1)}:${part}>`;
}
