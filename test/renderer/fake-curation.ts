import type { curationCommands } from '#contract/curation';
import type { OutputOf, ParsedInputOf } from '#contract/commands';
import { EngineError } from '#contract/errors';
import type {
  DecisionRow,
  Effect,
  Operation,
  ProposalDetail,
  ProposalRow,
  ProposalSide,
} from '#domain/curation';
import type { DecisionId, EntityId } from '#domain/ids';
import type { FakeProject } from './fake-project.ts';

type Handlers = {
  readonly [Name in keyof typeof curationCommands]: (input: ParsedInputOf<Name>) => OutputOf<Name>;
};

const hex = (number: number) => number.toString(16).padStart(24, '0');
/** Pairs by number in `people`, asked about whatever they are. */
const pairs: readonly (readonly [number, number, number])[] = [
  [12, 10, 0.62],
  [16, 24, 0.31],
];

/** A log that remembers and effects of plausible size, for looking at the page: the rules are the engine's alone. */
export function createFakeCuration(here: () => FakeProject, changed: () => void): Handlers {
  let log: DecisionRow[] = [];
  let redoable: DecisionId | null = null;

  const name = (id: EntityId) => here().entities.find((entity) => entity.id === id)?.name ?? id;
  const rowOf = (id: EntityId) => here().entities.filter((entity) => entity.id === id);

  function says(operation: Operation): string {
    if (operation.kind === 'entity.merge')
      return `Merge ${operation.entities.map(name).join(' and ')}`;
    if (operation.kind === 'entity.separate')
      return `Keep ${operation.entities.map(name).join(' and ')} apart`;
    if ('triple' in operation) {
      const fact = here().triples.find(({ id }) => id === operation.triple);
      const verb = operation.kind === 'triple.accept' ? 'Accept' : 'Reject';
      return `${verb}: ${fact?.subject.name} ${fact?.phrase} ${fact?.object.name}`;
    }
    return 'entity' in operation && operation.entity
      ? `${operation.kind} ${name(operation.entity)}`
      : operation.kind;
  }

  function toEffect(operations: readonly Operation[]): Effect {
    const ids = operations.flatMap((operation) =>
      'entities' in operation && Array.isArray(operation.entities)
        ? operation.entities
        : 'entity' in operation && operation.entity
          ? [operation.entity]
          : [],
    );
    const before = ids.flatMap(rowOf);
    const [operation] = operations;
    const [first, ...others] = before;
    const isMerge = operation?.kind === 'entity.merge' && first;
    const after = isMerge
      ? [
          {
            ...first,
            aliases: others.map((other) => other.name),
            mentions: before.reduce((sum, row) => sum + row.mentions, 0),
          },
        ]
      : operation?.kind === 'entity.rename'
        ? before.map((row) => ({ ...row, name: operation.name }))
        : before;
    const vanished = operations.filter(({ kind }) => kind === 'triple.reject').length;
    return {
      before,
      after,
      mentions: isMerge ? others.reduce((sum, row) => sum + row.mentions, 0) : 0,
      documents: isMerge ? 1 : 0,
      facts: { changed: isMerge ? 2 : 0, joined: 0, appeared: 0, vanished },
      samples: { joined: [], appeared: [], vanished: [] },
    };
  }

  function answeredBy(row: ProposalRow): boolean {
    const ids = row.kind === 'link' ? [row.left.id, row.right.id] : [row.triple.id];
    return log.some(
      (decision) =>
        !decision.isUndone &&
        decision.operations.some(({ entities, triples }) =>
          ids.every((id) => [...entities, ...triples].includes(id as EntityId)),
        ),
    );
  }

  function listAll(): ProposalRow[] {
    const links = pairs.flatMap(([left, right, probability]): ProposalRow[] => {
      const [a] = rowOf(`e${hex(left)}`);
      const [b] = rowOf(`e${hex(right)}`);
      return a && b
        ? [
            {
              id: `${a.id}.${b.id}`,
              probability,
              changes: a.triples + b.triples,
              kind: 'link',
              left: a,
              right: b,
            },
          ]
        : [];
    });
    const facts = here()
      .triples.filter(({ score }) => score < 0.75)
      .map((triple): ProposalRow => ({
        id: triple.id,
        probability: triple.score,
        changes: 1,
        kind: 'fact',
        triple,
      }));
    return [...links, ...facts];
  }

  function toSide(id: EntityId): ProposalSide {
    const [entity] = rowOf(id);
    if (!entity) throw new EngineError('not-found', id);
    const mentions = [...here().documents.values()].flatMap(
      ({ text: { row, text }, sentences, mentions: all }) =>
        all
          .filter((mention) => mention.entity === id)
          .flatMap((mention) => {
            const sentence = sentences.find(({ end }) => end >= mention.end);
            return sentence
              ? [
                  {
                    ...mention,
                    documentName: row.title ?? row.name,
                    page: null,
                    sentence: { ...sentence, text: text.slice(sentence.start, sentence.end) },
                  },
                ]
              : [];
          }),
    );
    return {
      entity,
      mentions: mentions.slice(0, 3),
      facts: here()
        .triples.filter(({ subject, object }) => subject.id === id || object.id === id)
        .slice(0, 3),
    };
  }

  function getProposal(id: string): ProposalDetail {
    const proposal = listAll().find((row) => row.id === id);
    if (!proposal) throw new EngineError('not-found', 'The question');
    const link = proposal.kind === 'link';
    const ids = link
      ? ([proposal.left.id, proposal.right.id] as const)
      : ([proposal.triple.subject.id, proposal.triple.object.id] as const);
    const yes: Operation[] = link
      ? [{ kind: 'entity.merge', entities: ids }]
      : [{ kind: 'triple.accept', triple: proposal.triple.id }];
    const no: Operation[] = link
      ? [{ kind: 'entity.separate', entities: ids }]
      : [{ kind: 'triple.reject', triple: proposal.triple.id }];
    return {
      proposal,
      sides: [toSide(ids[0]), toSide(ids[1])],
      reasons: link
        ? [
            { kind: 'name.acronym', weight: 6.2, left: 'Telegraph Company', right: 'Telcon' },
            { kind: 'neighbours.shared', weight: 1.1 },
            { kind: 'company.together', weight: -5 },
          ]
        : [],
      yes: { operations: yes, effect: toEffect(yes) },
      no: { operations: no, effect: toEffect(no) },
    };
  }

  function stand(id: DecisionId, isUndone: boolean): DecisionRow {
    const row = log.find((decision) => decision.id === id);
    if (!row || row.isUndone === isUndone)
      throw new EngineError('decision-none', isUndone ? 'undo' : 'redo');
    log = log.map((decision) => (decision.id === id ? { ...decision, isUndone } : decision));
    redoable = isUndone ? id : null;
    changed();
    return { ...row, isUndone };
  }

  const lastStanding = () => log.findLast(({ isUndone }) => !isUndone)?.id ?? null;
  const undoing = (row: DecisionRow) => ({
    undone: [],
    dependants: log.filter(({ number, isUndone }) => number === row.number + 1 && !isUndone),
    effect: toEffect([]),
  });

  return {
    'decision.plan': ({ operations }) => toEffect(operations),
    'decision.make': ({ operations, note }) => {
      const effect = toEffect(operations);
      const decision: DecisionRow = {
        id: `c${hex(log.length + 1)}`,
        number: log.length + 1,
        at: Date.now(),
        author: 'ada',
        note,
        operations: operations.slice(0, 20).map((operation) => ({
          kind: operation.kind,
          says: says(operation),
          entities:
            'entities' in operation && Array.isArray(operation.entities) ? operation.entities : [],
          triples: 'triple' in operation ? [operation.triple] : [],
          documents: [],
        })),
        operationCount: operations.length,
        isUndone: false,
        misfits: [],
        effect: {
          entities: { before: effect.before.length, after: effect.after.length },
          mentions: effect.mentions,
          documents: effect.documents,
          facts: effect.facts,
        },
      };
      log = [...log, decision];
      redoable = null;
      changed();
      return { decision, effect };
    },
    'decision.undo': ({ decision, withDependants }) => {
      const id = decision ?? lastStanding();
      if (!id) throw new EngineError('decision-none', 'undo');
      const row = log.find((known) => known.id === id);
      const { dependants } = row && decision ? undoing(row) : { dependants: [] };
      if (dependants.length && !withDependants)
        return { undone: [], dependants, effect: toEffect([]) };
      const undone = [...dependants.map((dependant) => dependant.id), id];
      for (const each of undone) stand(each, true);
      return { undone, dependants, effect: toEffect([]) };
    },
    'decision.planUndo': ({ decision }) => {
      const row = log.find(({ id }) => id === decision);
      if (!row) throw new EngineError('not-found', 'The decision');
      return undoing(row);
    },
    'decision.redo': ({ decision }) => {
      const id = decision ?? redoable;
      if (!id) throw new EngineError('decision-none', 'redo');
      return { decision: stand(id, false), effect: toEffect([]) };
    },
    'decision.list': ({ query, offset, limit }) => {
      const rows = log
        .filter(({ operations: [first] }) => !query || first?.says.includes(query))
        .toReversed();
      return {
        total: rows.length,
        rows: rows.slice(offset, offset + limit),
        nextUndo: lastStanding(),
        nextRedo: redoable,
      };
    },
    'decision.get': ({ decision }) => {
      const row = log.find(({ id }) => id === decision);
      if (!row) throw new EngineError('not-found', 'The decision');
      return row;
    },
    'decision.export': () => ({ decisions: log.length }),
    'decision.replay': () => ({
      applied: 12,
      known: 3,
      misfits: [
        { decision: `c${hex(90)}`, operation: 0, says: 'Hide Queenstown', reason: 'text-missing' },
      ],
      conflicts: [
        {
          decision: `c${hex(91)}`,
          operation: 0,
          says: 'Merge Niagara and USS Niagara',
          reason: 'conflict',
          against: `c${hex(1)}`,
        },
      ],
      unreadable: [{ line: 17, problem: 'not a decision' }],
    }),
    'decision.listMisfits': () => ({ total: 0, rows: [] }),
    'proposal.list': ({ kinds, offset, limit }) => {
      const all = listAll().filter(({ kind }) => !kinds || kinds.includes(kind));
      const rows = all.filter((row) => !answeredBy(row));
      return {
        total: rows.length,
        answered: all.length - rows.length,
        rows: rows.slice(offset, offset + limit),
      };
    },
    'proposal.get': ({ proposal }) => getProposal(proposal),
  };
}
