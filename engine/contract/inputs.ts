import { z } from 'zod';
import { factStates } from '#domain/graph';
import type { DecisionId, DocumentId, EntityId, JobId, TripleId } from '#domain/ids';

/** A command is its input schema and, as a type only, its answer. */
export interface Command<Schema extends z.ZodType, Output> {
  readonly input: Schema;
  readonly output?: Output;
}

export function command<Output>() {
  return <Schema extends z.ZodType>(input: Schema): Command<Schema, Output> => ({ input });
}

const id = <Id extends string>(letter: string) =>
  z.custom<Id>(
    (value) => typeof value === 'string' && new RegExp(`^${letter}[0-9a-f]{8,64}$`).test(value),
  );
export const documentId = id<DocumentId>('d');
export const entityId = id<EntityId>('e');
export const tripleId = id<TripleId>('t');
export const jobId = id<JobId>('j');
export const decisionId = id<DecisionId>('c');
export const path = z.string().min(1).max(4096);
export const nothing = z.strictObject({});
export const text = z.string().max(1000);
export const names = z.array(z.string().max(200)).max(200);
export const page = {
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(1000).default(100),
};
export const probability = z.number().min(0).max(1);
/** Types that are not looked for. */
export const switchedOff = z.strictObject({ entityTypes: names, relationTypes: names });
export const descending = z.boolean().default(false);

/** What a list of facts is narrowed by; every field left out narrows nothing. */
export const tripleFilter = {
  query: text.optional(),
  entity: entityId.optional(),
  document: documentId.optional(),
  predicates: names.optional(),
  subjectTypes: names.optional(),
  objectTypes: names.optional(),
  minScore: probability.optional(),
  state: z.enum(factStates).optional(),
};
