import { z } from 'zod';
import type {
  DecisionMade,
  DecisionRow,
  Effect,
  Misfit,
  Operation,
  ProposalDetail,
  Proposals,
  ReplayReport,
  UndoReport,
} from '#domain/curation';
import type { DecisionId } from '#domain/ids';
import type { Rows } from '#domain/views';
import {
  command,
  decisionId,
  documentId,
  entityId,
  names,
  page,
  path,
  text,
  tripleFilter,
  tripleId,
} from './inputs.ts';

const label = z.string().trim().min(1).max(200);
const offset = z
  .int()
  .min(0)
  .max(2 ** 31);
const place = z.strictObject({ document: documentId, start: offset, end: offset });
const argument = z.strictObject({ start: offset, end: offset, type: label.optional() });
const entities = z.array(entityId).min(2).max(1000);
const entitySelection = z.strictObject({
  query: text.optional(),
  types: names.optional(),
  document: documentId.optional(),
});
const of = <Kind extends Operation['kind'], Shape extends z.ZodRawShape>(
  kind: Kind,
  shape: Shape,
) => z.strictObject({ kind: z.literal(kind), ...shape });

/** One operation as the page asks for it; `domain/curation` says what each does. */
export const operation = z.discriminatedUnion('kind', [
  of('entity.merge', { entities }),
  of('entity.split', { entity: entityId, mentions: z.array(place).min(1).max(10_000) }),
  of('entity.rename', { entity: entityId, name: label }),
  of('entity.retype', { entity: entityId, type: label }),
  of('entity.addAlias', { entity: entityId, alias: label }),
  of('entity.hide', { entity: entityId }),
  of('entity.separate', { entities }),
  of('triple.accept', { triple: tripleId }),
  of('triple.reject', { triple: tripleId }),
  of('triple.edit', {
    triple: tripleId,
    predicate: label.optional(),
    isReversed: z.boolean().optional(),
    subject: entityId.optional(),
    object: entityId.optional(),
  }),
  of('triple.add', { document: documentId, subject: argument, predicate: label, object: argument }),
  of('mention.add', { ...place.shape, type: label, entity: entityId.optional() }),
  of('mention.remove', place.shape),
  of('selection.accept', { triples: z.strictObject(tripleFilter) }),
  of('selection.reject', { triples: z.strictObject(tripleFilter) }),
  of('selection.hide', { entities: entitySelection }),
  of('selection.retype', { entities: entitySelection, type: label }),
]);

// The schema and the type say the same, or this does not compile.
operation satisfies z.ZodType<Operation>;

const operations = z.array(operation).min(1).max(10_000);

/**
 * Curation has one door: every change a person makes is a decision of one or many operations, which is planned, made,
 * undone and recorded in the same way whatever it does.
 */
export const curationCommands = {
  /** What it would do, without doing it. Fails as `decision.make` would. */
  'decision.plan': command<Effect>()(z.strictObject({ operations })),
  /** All of its operations or none. Fails with `decision-refused` where one does not fit or contradicts a decision. */
  'decision.make': command<DecisionMade>()(
    z.strictObject({ operations, note: z.string().max(1000).default('') }),
  ),
  /** Without `decision`: the last one that stands. Does nothing, and says so, where others rest on it. */
  'decision.undo': command<UndoReport>()(
    z.strictObject({
      decision: decisionId.optional(),
      withDependants: z.boolean().default(false),
    }),
  ),
  /** What undoing it would do. */
  'decision.planUndo': command<UndoReport>()(z.strictObject({ decision: decisionId })),
  /** Without `decision`: what was undone last, unless something new was decided since. */
  'decision.redo': command<DecisionMade>()(z.strictObject({ decision: decisionId.optional() })),
  /** Newest first. */
  'decision.list': command<
    Rows<DecisionRow> & {
      /** What undo and redo without a name would take. */
      readonly nextUndo: DecisionId | null;
      readonly nextRedo: DecisionId | null;
    }
  >()(z.strictObject({ query: text.optional(), ...page })),
  'decision.get': command<DecisionRow>()(z.strictObject({ decision: decisionId })),
  /** The log as a text file, a decision a line. Gives how many. */
  'decision.export': command<{ readonly decisions: number }>()(z.strictObject({ path })),
  /** Takes over the decisions of such a file, this project's or another's. */
  'decision.replay': command<ReplayReport>()(z.strictObject({ path })),
  'decision.listMisfits': command<Rows<Misfit>>()(z.strictObject(page)),

  /** Open questions, those first that change most. */
  'proposal.list': command<Proposals>()(
    z.strictObject({
      kinds: z.array(z.enum(['link', 'fact'])).optional(),
      entity: entityId.optional(),
      ...page,
    }),
  ),
  'proposal.get': command<ProposalDetail>()(z.strictObject({ proposal: z.string().max(80) })),
};
