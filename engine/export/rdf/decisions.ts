import type { ExportDecision } from '../source.ts';
import { describe, type Writing } from './describe.ts';
import { toInteger, toLiteral, toTime, type Quad } from './terms.ts';
import { dct, foaf, own, prov, rdf } from './vocabulary.ts';

/** What people decided, as activities: who, when, in words; and, where texts leave, the line that makes it again. */
export function* listDecisions(
  { mint, met, authors, withText }: Writing,
  decisions: Iterable<ExportDecision>,
): Iterable<Quad> {
  let number = 0;
  for (const { id, at, author, says, line } of decisions) {
    number += 1;
    const person = mint('person', author === '' ? 'unknown' : author);
    authors.set(id, person);
    if (!met.has(person))
      yield* describe(person, [
        [rdf.type, prov.Person],
        [foaf.name, toLiteral(author)],
      ]);
    met.add(person);
    yield* describe(mint('decision', id), [
      [rdf.type, own.Decision],
      [rdf.type, prov.Activity],
      [own.number, toInteger(number)],
      [prov.wasAssociatedWith, person],
      [prov.endedAtTime, toTime(at)],
      ...[...new Set(says)].map((words) => [dct.description, toLiteral(words)] as const),
      ...(line !== undefined && withText ? [[own.operation, toLiteral(line)] as const] : []),
    ]);
  }
}
