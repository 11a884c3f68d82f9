import type { DecisionId } from '#domain/ids';
import type { Mapping } from './mapping.ts';
import type { Mint, Quad, Term } from './terms.ts';

/** What one export goes by from its first quad to its last. */
export interface Writing {
  readonly mint: Mint;
  readonly profile: '1.1' | '1.2';
  readonly withText: boolean;
  readonly mapping: Mapping;
  /** Resources that are described where they are first met; as many as a schema has labels and a project runs. */
  readonly met: Set<Term>;
  /** Decision → the person who made it. */
  readonly authors: Map<DecisionId, Term>;
}

export type Properties = readonly (readonly [predicate: Term, object: Term])[];

export function* describe(subject: Term, properties: Properties): Iterable<Quad> {
  for (const [predicate, object] of properties) yield { subject, predicate, object };
}
