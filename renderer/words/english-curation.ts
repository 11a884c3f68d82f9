import type {
  Effect,
  EffectCounts,
  MisfitReason,
  OperationKind,
  ReplayReport,
} from '#domain/curation';
import { counted, toCount } from './numbers.ts';

const facts = (count: number) => counted(count, 'fact', 'facts');
const names = (count: number) => counted(count, 'name', 'names');
const documents = (count: number) => counted(count, 'document', 'documents');
const decisions = (count: number) => counted(count, 'decision', 'decisions');
const entities = (count: number) => counted(count, 'entity', 'entities');
const questions = (count: number) => counted(count, 'question', 'questions');

/** "Ada, Byron and Lovelace"; of many, the first two and how many others. */
function listed(all: readonly string[]): string {
  if (all.length <= 3) return all.join(', ').replace(/, ([^,]*)$/, ' and $1');
  return `${all.slice(0, 2).join(', ')} and ${toCount(all.length - 2)} others`;
}

/** What becomes of names: moved between entities, new, or gone where none was before or is after. */
function moved(count: number, from: number, to: number): string {
  const one = count === 1;
  if (from === 0) return one ? 'is new' : 'are new';
  if (to === 0) return one ? 'goes' : 'go';
  return one ? 'moves to another entity' : 'move to another entity';
}

/** What becomes of names and facts, a short sentence each; empty where the graph stays as it is. */
function effect(of: Effect | EffectCounts): string[] {
  const { changed, joined, appeared, vanished } = of.facts;
  const [from, to] =
    'entities' in of
      ? [of.entities.before, of.entities.after]
      : [of.before.length, of.after.length];
  return [
    of.mentions
      ? `${names(of.mentions)} in ${documents(of.documents)} ${moved(of.mentions, from, to)}`
      : '',
    changed ? `${facts(changed)} ${changed === 1 ? 'reads' : 'read'} differently` : '',
    joined ? `${facts(joined)} ${joined === 1 ? 'falls' : 'fall'} together with another` : '',
    appeared ? `${facts(appeared)} ${appeared === 1 ? 'comes' : 'come'} into the graph` : '',
    vanished ? `${facts(vanished)} ${vanished === 1 ? 'leaves' : 'leave'} the graph` : '',
  ].filter(Boolean);
}

const misfits: Record<MisfitReason, string> = {
  'entity-missing': 'The entity it speaks of is not in the graph any more.',
  'entity-ambiguous': 'The places it was decided at now name several entities.',
  'text-missing': 'No document holds the text it was decided on.',
  'text-ambiguous': 'The text stands in several places, and it cannot be told which is meant.',
  'mention-missing': 'Nothing is marked as a name at that place.',
  'fact-missing': 'No document states this at present.',
  conflict: 'Another decision says the contrary.',
};

/** What people decide: doing it, looking back at it, being asked. */
export const curation = {
  curate: {
    undo: 'Undo',
    redo: 'Redo',
    undone: (count: number) =>
      count === 1 ? 'Undone. The graph is as it was before.' : `${decisions(count)} undone.`,
    redone: 'Done again.',
    nothingToUndo: 'There is nothing to undo.',
    nothingToRedo: 'There is nothing to redo.',
    cancel: 'Cancel',
    panel: 'What this changes',
    effect: 'Effect',
    working: 'Working out what this changes…',
    incomplete: 'Shown here as soon as it is clear what is meant.',
    unchanged: 'Nothing in the graph changes.',
    bringBack: 'Bring it back',
    isRejected: 'It is rejected, so no list, graph or export has it.',
    rejectedTogether: 'It was rejected together with others: they come back with it.',
    remembered: {
      separate: 'They are never proposed or merged again, whatever is imported.',
      reject: 'It stays out, whatever is imported later.',
      accept: 'It stays in, whatever the model says later.',
      hide: 'Later documents that name it add nothing.',
      rejectAll: 'They stay out, whatever is imported later.',
      acceptAll: 'They stay in, whatever the model says later.',
      hideAll: 'Later documents that name them add nothing.',
    },
    lines: effect,
    becomes: 'becomes',
    result: 'Result',
    joined: 'Fall together',
    appeared: 'Come into the graph',
    vanished: 'Leave the graph',
    others: (count: number) => `and ${toCount(count)} more`,
    keep: 'Keep the name of',
    name: 'New name',
    alias: 'Also written',
    type: 'Type',
    typeOf: (text: string) => `“${text}” is a`,
    with: 'Find another entity',
    none: (query: string) => `No entity is called “${query}”.`,
    remove: (name: string) => `Leave out ${name}`,
    asSubject: 'As subject',
    asObject: 'As object',
    withWords: (text: string) => `With “${text}”`,
    swap: 'Swap subject and object',
    subject: 'Subject',
    predicate: 'Fact',
    object: 'Object',
    choose: 'Choose…',
    allIn: (name: string, count: number) => `All ${toCount(count)} in ${name}`,
    pickMentions: 'Tick the places that name somebody or something else.',
    pickBeside: 'They are listed beside this, under “Where it is named”.',
    title: {
      merge: (all: readonly string[]) =>
        all.length < 2 ? `Merge ${all[0] ?? ''} with…` : `Merge ${listed(all)}`,
      separate: (all: readonly string[]) =>
        all.length < 2
          ? `${all[0] ?? ''} is never the same as…`
          : `${listed(all)} are never the same`,
      split: (name: string) => `Split ${name}`,
      rename: (name: string) => `Rename ${name}`,
      alias: (name: string) => `${name} is also written…`,
      retype: (all: readonly string[]) => `Change the type of ${listed(all)}`,
      hide: (all: readonly string[]) => `Hide ${listed(all)}`,
      accept: (count: number) => (count === 1 ? 'Accept this fact' : `Accept ${facts(count)}`),
      reject: (count: number) => (count === 1 ? 'Reject this fact' : `Reject ${facts(count)}`),
      edit: 'Edit this fact',
      addName: (text: string) => `“${text}” is a name`,
      removeName: (text: string) => `“${text}” is no name here`,
      addFact: 'Add a fact',
      hideAll: (count: number) => `Hide ${entities(count)}`,
      retypeAll: (count: number) => `Change the type of ${entities(count)}`,
    },
    verb: {
      merge: (count: number) => `Merge ${entities(count)}`,
      separate: 'Keep apart for good',
      split: (count: number) => (count === 0 ? 'Split off' : `Split off ${names(count)}`),
      rename: 'Rename',
      alias: 'Add spelling',
      retype: 'Change type',
      hide: (count: number) => (count === 1 ? 'Hide' : `Hide ${entities(count)}`),
      accept: (count: number) => (count === 1 ? 'Accept' : `Accept ${facts(count)}`),
      reject: (count: number) => (count === 1 ? 'Reject' : `Reject ${facts(count)}`),
      edit: 'Change the fact',
      addName: 'Add the name',
      removeName: 'Take the name away',
      addFact: 'Add the fact',
    },
    made: {
      merge: (all: readonly string[]) => `Merged ${listed(all)}.`,
      separate: (all: readonly string[]) => `${listed(all)} are kept apart.`,
      split: (name: string, count: number) => `${names(count)} split off ${name}.`,
      rename: (name: string, to: string) => `${name} is now called ${to}.`,
      alias: (name: string, alias: string) => `${name} is also written ${alias}.`,
      retype: (all: readonly string[]) => `Type of ${listed(all)} changed.`,
      hide: (all: readonly string[]) => `${listed(all)} hidden.`,
      accept: (count: number) => `${facts(count)} accepted.`,
      reject: (count: number) => `${facts(count)} rejected.`,
      edit: 'Fact changed.',
      addName: (text: string) => `${text} added as a name.`,
      removeName: (text: string) => `${text} is no name here any more.`,
      addFact: 'Fact added.',
      hideAll: (count: number) => `${entities(count)} hidden.`,
      retypeAll: (count: number) => `Type of ${entities(count)} changed.`,
    },
    action: {
      merge: 'Merge with…',
      separate: 'Never the same as…',
      split: 'Split…',
      rename: 'Rename…',
      alias: 'Also written…',
      retype: 'Change type…',
      hide: 'Hide…',
      accept: 'Accept',
      reject: 'Reject',
      edit: 'Edit…',
      addName: 'Add a name',
      addFact: 'Add a fact…',
      removeName: 'Not a name…',
      neverSame: 'Never the same',
      mergeThese: (count: number) => `Merge ${entities(count)}`,
      retypeThese: (count: number) => `Change type of ${entities(count)}`,
      hideThese: (count: number) => `Hide ${entities(count)}`,
      acceptThese: (count: number) => `Accept ${facts(count)}`,
      rejectThese: (count: number) => `Reject ${facts(count)}`,
    },
    actions: 'Actions',
    moreActions: 'More actions',
    ifRejected: 'Rejecting it:',
    addedBy: 'Decided by a person',
    pullHint: 'Pull one entity onto another to merge them',
    tiedTitle: 'Other decisions rest on this one',
    tied: (count: number) =>
      `${decisions(count)} made later would no longer fit. Undo all of them, or keep them all.`,
    undoAll: (count: number) => `Undo all ${toCount(count)}`,
    keepAll: 'Keep them',
  },
  review: {
    emptyTitle: 'Nothing to decide',
    empty: 'When two names may be one thing, or a fact is uncertain, the question comes here.',
    doneTitle: 'All questions are answered',
    done: (answered: number) =>
      `${questions(answered)} answered. New ones come with new documents.`,
    left: (count: number) => `${toCount(count)} left`,
    answered: (count: number) => `${toCount(count)} answered`,
    progress: 'Questions answered',
    kinds: 'Which questions',
    all: 'All',
    links: 'Same or not?',
    facts: 'Uncertain facts',
    same: 'Are these the same?',
    fact: 'Does the text say so?',
    merge: 'The same',
    separate: 'Not the same',
    accept: 'It says so',
    reject: 'It does not',
    later: 'Later',
    back: 'Undo',
    laterTitle: 'Only questions you put off are left',
    laterEmpty: (count: number) => `${questions(count)} put off until later.`,
    again: 'Go through them',
    for: 'Speaks for it',
    against: 'Speaks against it',
    nothingFor: 'Nothing in particular',
    nothingAgainst: 'Nothing found',
    said: (name: string) => `Said of ${name}`,
    names: (mentions: number, docs: number) => `${names(mentions)} in ${documents(docs)}`,
    alsoWritten: (all: string) => `also written ${all}`,
    around: 'What else is said of them',
    chance: (probability: number) =>
      `The same about ${Math.round(probability * 10)} times in 10 such cases`,
    toHistory: 'See what was decided',
  },
  history: {
    emptyTitle: 'No decisions yet',
    empty:
      'What you merge, split, accept or reject is listed here, and can be taken back one by one.',
    noneTitle: 'No decision fits',
    none: 'No decision says this.',
    toReview: 'Go to Review',
    filterLabel: 'Find a decision',
    columns: { number: 'No.', says: 'Decision', effect: 'Effect', at: 'When', state: 'State' },
    stands: 'In force',
    undone: 'Undone',
    unfit: 'Does not fit now',
    partly: (count: number, of: number) => `${toCount(count)} of ${toCount(of)} do not fit`,
    undo: 'Undo this decision',
    redo: 'Decide it again',
    export: 'Save the log…',
    replay: 'Replay a log…',
    exported: (count: number) => `${decisions(count)} saved.`,
    saveAs: 'Save the decisions as a text file',
    choose: 'Choose a log of decisions',
    tabs: 'What is listed',
    decisions: 'Decisions',
    misfits: 'No longer fitting',
    misfitsTitle: 'Every decision fits',
    misfitsEmpty:
      'Decisions whose text or names are gone, or that contradict another, are listed here. None is lost.',
    reasons: misfits,
    against: 'The other decision',
    more: (count: number) => `and ${toCount(count)} more`,
    ofMany: (says: string, count: number) =>
      count > 1 ? `${says}, and ${toCount(count - 1)} more` : says,
    by: (author: string) => `by ${author}`,
    detail: 'The decision',
    number: (number: number) => `Decision ${toCount(number)}`,
    why: 'Why',
    rests: (count: number) =>
      `${decisions(count)} ${count === 1 ? 'rests' : 'rest'} on it and would go with it.`,
    kept: {
      'entity.separate': 'Never merged or asked about again',
      'triple.accept': 'Stays in, whatever the model says',
    } as Readonly<Partial<Record<OperationKind, string>>>,
    restsNone: 'Nothing else rests on it.',
    undoing: 'If it is undone',
    total: decisions,
    replayTitle: 'The log was replayed',
    replayed: (report: ReplayReport) => [
      { word: 'taken over', count: report.applied },
      { word: 'were here already', count: report.known },
      { word: 'do not fit at present', count: report.misfits.length },
      { word: 'contradict a decision that is here', count: report.conflicts.length },
      { word: 'lines could not be read', count: report.unreadable.length },
    ],
    conflicts: 'Contradictions',
    conflictNote: 'Kept as undone. To take the other side, decide it again.',
    line: (line: number, problem: string) => `Line ${toCount(line)}: ${problem}`,
  },
} as const;
