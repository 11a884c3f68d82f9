import type { EntityType, Schema, SwitchedOff } from '#domain/schema';

import { fitsSchema } from './fits.ts';

/**
 * What may be said at all, as questions about labels. A label that may not be said cannot win; the next best of the others may,
 * with the probability that the model gave it among all labels. Label 0 (O, no relation, no span) is always allowed.
 *
 * On CoNLL04's test sentences (`evaluate extraction`, news head of 0.1.0), RE+ precision/recall/F1: 73.84/64.22/68.69 without
 * the schema's argument types, 74.45/64.22/68.96 with them, whether before or, as it was, after deciding. Refused: giving the
 * others the probability of what may not be said, 73.12/64.45/68.51: it makes a doubtful second sure of itself.
 */
export interface Mask {
  /** Of a type's position; undefined where every type is on, which is nearly always. */
  readonly isTypeOn: ((type: number) => boolean) | undefined;
  /** Whether relation type `k` may hold from a mention of the first type to one of the second. */
  isLegal(k: number, head: EntityType, tail: EntityType): boolean;
}

/**
 * Of what a schema's relations take as arguments, and of what a person switched off. Relation types without declared arguments
 * are legal between any two.
 */
export function toMask({ entityTypes, relationTypes }: Schema, off: SwitchedOff): Mask {
  const on = entityTypes.map((type) => !off.entityTypes.includes(type));
  const wanted = relationTypes.map(({ name }) => !off.relationTypes.includes(name));
  return {
    isTypeOn: on.includes(false) ? (type) => on[type] === true : undefined,
    isLegal: (k, head, tail) => {
      const definition = relationTypes[k];
      return definition !== undefined && wanted[k] === true && fitsSchema(definition, head, tail);
    },
  };
}

/** As a question about tags: 0, then `parts` for each type (BILOU 4, BIO 2, spans 1). */
export function toTagQuestion(
  { isTypeOn }: Mask,
  parts: number,
): ((label: number) => boolean) | undefined {
  return isTypeOn && ((label) => label === 0 || isTypeOn(Math.trunc((label - 1) / parts)));
}

/** As a question about a cell's labels: 0, then for each type first → second and second → first. */
export function toCellQuestion(
  { isLegal }: Mask,
  first: EntityType,
  second: EntityType,
): (label: number) => boolean {
  return (label) =>
    label === 0 ||
    (label % 2 === 1
      ? isLegal((label - 1) >> 1, first, second)
      : isLegal((label - 1) >> 1, second, first));
}
