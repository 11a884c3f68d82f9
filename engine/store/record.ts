import type { Argument, Operation } from '#domain/curation';
import { Failure } from '#domain/failure';
import { toEntityId } from '#domain/ids';
import type { Span } from '#domain/document';
import type { Anchor, FactRef, Recorded, UnitRef } from '#domain/recorded';
import { createAnchorMaker } from './anchors.ts';
import type { Curation } from './curation.ts';
import { digest } from './facts.ts';
import type { Project } from './project.ts';
import { recordEdit, toFactRefs } from './record-facts.ts';
import { recordSplit } from './record-split.ts';
import { expandSelection } from './selection.ts';
import {
  findMention,
  getDocumentKey,
  listParts,
  listUnitsOf,
  MENTION,
  toUnitOf,
  toUnitRef,
  type Context,
  type MentionRecord,
  type ToForm,
} from './unit-refs.ts';

/** Turns what was asked for, by ids, into what is recorded, anchored in text. */
export interface Recorder {
  /** @throws Failure `not-found`, `decision-refused` */
  record(operation: Operation): readonly Recorded[];
}

export function createRecorder(project: Project, { standing }: Curation, toForm: ToForm): Recorder {
  const anchors = createAnchorMaker(project);
  const context = { project, standing, toForm, anchors };
  return {
    record(operation) {
      if (operation.kind.startsWith('selection.'))
        return expandSelection(project, operation).flatMap((each) => recordOne(context, each));
      return recordOne(context, operation);
    },
  };
}

function recordOne(context: Context, operation: Operation): readonly Recorded[] {
  const { kind } = operation;
  switch (kind) {
    case 'entity.merge': {
      const ids = new Set(operation.entities);
      if (ids.size < 2)
        throw new Failure('decision-refused', 'one entity cannot be merged with itself');
      return [{ kind, units: [...ids].flatMap((id) => listParts(context, id)) }];
    }
    case 'entity.separate': {
      const sides = [...new Set(operation.entities)].map((id) => listUnitsOf(context, id));
      if (sides.length < 2)
        throw new Failure('decision-refused', 'one entity cannot be kept apart from itself');
      return [{ kind, sides }];
    }
    case 'entity.split':
      return [recordSplit(context, operation.entity, operation.mentions)];
    case 'entity.rename':
      return [{ kind, unit: toUnitRef(context, operation.entity), name: operation.name }];
    case 'entity.retype':
      return [{ kind, unit: toUnitRef(context, operation.entity), type: operation.type }];
    case 'entity.addAlias':
      return [{ kind, unit: toUnitRef(context, operation.entity), alias: operation.alias }];
    case 'entity.hide':
      return [{ kind, unit: toUnitRef(context, operation.entity) }];
    case 'triple.accept':
    case 'triple.reject':
      return [{ kind, facts: toFactRefs(context, operation.triple) }];
    case 'triple.edit':
      return recordEdit(context, operation);
    case 'triple.add': {
      const document = getDocumentKey(context.project, operation.document);
      return [
        {
          kind,
          fact: {
            ...toArgumentRef(context, document, 'subject', operation.subject),
            predicate: operation.predicate,
            ...toArgumentRef(context, document, 'object', operation.object),
          } as FactRef,
        },
      ];
    }
    case 'mention.add':
      return [recordMention(context, operation)];
    case 'mention.remove': {
      const document = getDocumentKey(context.project, operation.document);
      const mention = findMention(context.project, document, operation);
      if (!mention) throw new Failure('decision-refused', 'there is no name at that place');
      return [{ kind, at: context.anchors.toAnchor(document, operation) }];
    }
    default:
      throw new RangeError(`not a single operation: ${kind}`);
  }
}

/** An argument as a person pointed it out: a name that is marked, or words with a type. */
function toArgumentRef(
  context: Context,
  document: number,
  part: 'subject' | 'object',
  argument: Argument,
): Partial<FactRef> {
  const at = toCheckedAnchor(context, document, argument);
  const mention = findMention(context.project, document, argument);
  if (!mention && argument.type === undefined)
    throw new Failure('decision-refused', `“${at.text}” is not marked as a name, and has no type`);
  const unit = mention
    ? toUnitOf(context, mention)
    : toNewUnit(context, document, at, argument.type ?? '');
  return part === 'subject' ? { subject: unit, subjectAt: at } : { object: unit, objectAt: at };
}

function recordMention(
  context: Context,
  operation: Extract<Operation, { kind: 'mention.add' }>,
): Recorded {
  const document = getDocumentKey(context.project, operation.document);
  const at = toCheckedAnchor(context, document, operation);
  const { type, entity } = operation;
  const unit =
    entity === undefined ? toNewUnit(context, document, at, type) : toUnitRef(context, entity);
  return { kind: 'mention.add', unit, at, type };
}

/** What the same words of this type stand for elsewhere in the document, else the home that they have. */
function toNewUnit(context: Context, document: number, at: Anchor, type: string): UnitRef {
  const alike = context.project.find<MentionRecord>(
    `${MENTION} WHERE m.document = ? AND m.text = ? AND m.type = ? ORDER BY m.position LIMIT 1`,
    document,
    at.text,
    type,
  );
  if (alike) return toUnitOf(context, alike);
  const form = context.toForm(at.text, type);
  return { id: toEntityId(digest, type, form), type, form, name: at.text, at: [at] };
}

/** @throws Failure `decision-refused` for a span that is not a piece of one sentence */
function toCheckedAnchor({ project, anchors }: Context, document: number, span: Span): Anchor {
  const sentence = project.find<Span>(
    'SELECT start, end FROM sentence WHERE document = ? AND start <= ? ORDER BY position DESC LIMIT 1',
    document,
    span.start,
  );
  const anchor = anchors.toAnchor(document, span);
  if (!sentence || span.end > sentence.end || span.start >= span.end || anchor.text.trim() === '')
    throw new Failure('decision-refused', 'a name has to be words inside one sentence');
  return anchor;
}
