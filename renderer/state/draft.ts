import type { Argument, EntitySelection, FactSelection, Operation, Place } from '#domain/curation';
import type { DocumentId, EntityId, TripleId } from '#domain/ids';
import type { DecidedFact } from '#domain/views';

/** An entity as far as a sentence about it needs it. */
export interface Named {
  readonly id: EntityId;
  readonly name: string;
  readonly type: string;
}

/** A fact as far as a sentence about it needs it. */
export interface Stated {
  readonly id: TripleId;
  readonly subject: Named;
  readonly predicate: string;
  readonly phrase: string;
  readonly object: Named;
  readonly decided?: DecidedFact;
}

/** Words that a person points at; with a type (empty until it is chosen) where they are no name yet. */
export interface Read extends Argument {
  readonly text: string;
}

/**
 * What a person is about to do, with the names that say it: the page's side of an `Operation`. It may still miss
 * something (a second entity, a new name); `toOperations` is then empty.
 */
export type Draft =
  | { readonly kind: 'merge' | 'separate'; readonly entities: readonly Named[] }
  | { readonly kind: 'split'; readonly entity: Named; readonly mentions: readonly Place[] }
  | { readonly kind: 'rename' | 'alias'; readonly entity: Named; readonly text: string }
  | { readonly kind: 'retype'; readonly entities: readonly Named[]; readonly type: string }
  | { readonly kind: 'hide'; readonly entities: readonly Named[] }
  | { readonly kind: 'accept' | 'reject'; readonly triples: readonly Stated[] }
  | {
      readonly kind: 'edit';
      readonly triple: Stated;
      readonly subject: EntityId;
      readonly predicate: string;
      readonly object: EntityId;
      readonly isReversed: boolean;
    }
  | {
      readonly kind: 'addName';
      readonly document: DocumentId;
      readonly name: Read;
      readonly type: string;
    }
  | { readonly kind: 'removeName'; readonly document: DocumentId; readonly name: Read }
  | {
      readonly kind: 'addFact';
      readonly document: DocumentId;
      /** What stands near and may be an argument. */
      readonly names: readonly Read[];
      readonly subject: Read | undefined;
      readonly predicate: string;
      readonly object: Read | undefined;
    }
  | {
      readonly kind: 'acceptAll' | 'rejectAll';
      readonly triples: FactSelection;
      readonly count: number;
    }
  | { readonly kind: 'hideAll'; readonly entities: EntitySelection; readonly count: number }
  | {
      readonly kind: 'retypeAll';
      readonly entities: EntitySelection;
      readonly count: number;
      readonly type: string;
    };

/** Entities and facts that are taken together in it. */
export function listSubjects(draft: Draft): readonly string[] {
  const rows =
    'triples' in draft ? draft.triples : 'entities' in draft ? draft.entities : undefined;
  return Array.isArray(rows) ? rows.map(({ id }: { readonly id: string }) => id) : [];
}

/** What is asked of the engine; empty while something is missing or nothing would change. */
export function toOperations(draft: Draft): readonly Operation[] {
  switch (draft.kind) {
    case 'merge':
    case 'separate': {
      const entities = draft.entities.map(({ id }) => id);
      return entities.length > 1 ? [{ kind: `entity.${draft.kind}`, entities }] : [];
    }
    case 'split':
      return draft.mentions.length > 0
        ? [{ kind: 'entity.split', entity: draft.entity.id, mentions: draft.mentions }]
        : [];
    case 'rename': {
      const name = draft.text.trim();
      return name && name !== draft.entity.name
        ? [{ kind: 'entity.rename', entity: draft.entity.id, name }]
        : [];
    }
    case 'alias': {
      const alias = draft.text.trim();
      return alias ? [{ kind: 'entity.addAlias', entity: draft.entity.id, alias }] : [];
    }
    case 'retype':
      return draft.entities
        .filter(({ type }) => draft.type && type !== draft.type)
        .map(({ id }) => ({ kind: 'entity.retype', entity: id, type: draft.type }));
    case 'hide':
      return draft.entities.map(({ id }) => ({ kind: 'entity.hide', entity: id }));
    case 'accept':
    case 'reject': {
      const kind = `triple.${draft.kind}` as const;
      return draft.triples.map(({ id }) => ({ kind, triple: id }));
    }
    case 'edit':
      return toEdit(draft);
    case 'addName': {
      const { start, end } = draft.name;
      return draft.type
        ? [{ kind: 'mention.add', document: draft.document, start, end, type: draft.type }]
        : [];
    }
    case 'removeName': {
      const { start, end } = draft.name;
      return [{ kind: 'mention.remove', document: draft.document, start, end }];
    }
    case 'addFact': {
      const { document, subject, predicate, object } = draft;
      return subject && object && predicate && subject.type !== '' && object.type !== ''
        ? [
            {
              kind: 'triple.add',
              document,
              subject: toArgument(subject),
              predicate,
              object: toArgument(object),
            },
          ]
        : [];
    }
    case 'acceptAll':
      return [{ kind: 'selection.accept', triples: draft.triples }];
    case 'rejectAll':
      return [{ kind: 'selection.reject', triples: draft.triples }];
    case 'hideAll':
      return [{ kind: 'selection.hide', entities: draft.entities }];
    default:
      return draft.type
        ? [{ kind: 'selection.retype', entities: draft.entities, type: draft.type }]
        : [];
  }
}

/** Only what differs is said. */
function toEdit(draft: Draft & { kind: 'edit' }): readonly Operation[] {
  const { triple } = draft;
  const changes = {
    ...(draft.predicate === triple.predicate ? {} : { predicate: draft.predicate }),
    ...(draft.isReversed ? { isReversed: true } : {}),
    ...(draft.subject === triple.subject.id ? {} : { subject: draft.subject }),
    ...(draft.object === triple.object.id ? {} : { object: draft.object }),
  };
  return Object.keys(changes).length > 0
    ? [{ kind: 'triple.edit', triple: triple.id, ...changes }]
    : [];
}

function toArgument({ start, end, type }: Read): Argument {
  return type === undefined ? { start, end } : { start, end, type };
}
