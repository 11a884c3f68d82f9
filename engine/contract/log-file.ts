import { z } from 'zod';
import type { Recorded } from '#domain/recorded';
import { operation } from './curation.ts';
import { decisionId, documentId, entityId } from './inputs.ts';

/** The log of decisions as a text file: one JSON object a line. What a stranger wrote is checked here, line by line. */

const words = z.string().max(2000);
const offset = z
  .int()
  .min(0)
  .max(2 ** 31);
const anchor = z.strictObject({
  document: documentId,
  name: z.string().max(4096),
  start: offset,
  end: offset,
  text: z.string().min(1).max(2000),
  before: z.string().max(64),
  after: z.string().max(64),
});
const unit = z.strictObject({
  id: entityId,
  type: words,
  form: words,
  name: words,
  isSplit: z.boolean().optional(),
  at: z.array(anchor).max(20),
});
const fact = z.strictObject({
  subject: unit,
  predicate: words,
  object: unit,
  subjectAt: anchor,
  objectAt: anchor,
});
const units = z.array(unit).max(2000);
const facts = z.array(fact).min(1).max(100);
const of = <Kind extends Recorded['kind'], Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), ...shape });

/** An operation as the log keeps it, anchored in text. */
const recorded = z.discriminatedUnion('kind', [
  of('entity.merge', { units }),
  of('entity.split', {
    from: unit,
    unit: entityId,
    mentions: z.array(anchor).max(10_000),
    whole: units,
    rest: units,
  }),
  of('entity.rename', { unit, name: words }),
  of('entity.retype', { unit, type: words }),
  of('entity.addAlias', { unit, alias: words }),
  of('entity.hide', { unit }),
  of('entity.separate', { sides: z.array(units).max(1000) }),
  of('triple.accept', { facts }),
  of('triple.reject', { facts }),
  of('triple.edit', { facts, predicate: words, isReversed: z.boolean() }),
  of('triple.add', { fact }),
  of('mention.add', { unit, at: anchor, type: words }),
  of('mention.remove', { at: anchor }),
]);

/** A decision of a log: what `decision.export` and `espalier curate --log` write. */
const decisionLine = z.strictObject({
  decision: decisionId,
  at: z.iso.datetime(),
  by: z.string().max(200),
  /** In words, for people; not read back. */
  says: z.array(z.string()).optional(),
  note: z.string().max(1000).default(''),
  /** How often it was undone and redone: odd means that it is undone. */
  acts: z.int().min(0).max(1_000_000).default(0),
  /** Put aside by a replay, because it contradicts what was decided there before. */
  aside: z.boolean().default(false),
  effect: z.unknown().optional(),
  do: z.array(recorded).min(1).max(20_000),
});

/** Operations of one decision, by ids of this project. */
const operationList = z.array(operation).min(1).max(10_000);

/** What is to be done now, by ids of this project: one operation, or several as one decision. */
const orderLine = z.union([
  operation.transform((each) => ({ operations: [each], note: '' })),
  z.strictObject({
    operations: operationList,
    note: z.string().max(1000).default(''),
  }),
]);

export const logLine = z.union([decisionLine, orderLine]);

export type LogLine = z.output<typeof logLine>;
