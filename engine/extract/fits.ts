import type { EntityType, RelationTypeDefinition } from '#domain/schema';

/** Whether arguments of these types were seen in training; an empty list means any. */
export function fitsSchema(
  { head, tail }: RelationTypeDefinition,
  headType: EntityType,
  tailType: EntityType,
): boolean {
  return (
    (head.length === 0 || head.includes(headType)) && (tail.length === 0 || tail.includes(tailType))
  );
}
