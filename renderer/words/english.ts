import { toSentence, type ErrorCode } from '#contract/errors';
import type { ImportReport, JobRow, SourceState, WaitingCode } from '#domain/views';
import { counted, toCount, toDuration, toRate } from './numbers.ts';
import { curation } from './english-curation.ts';
import { keys } from './english-keys.ts';
import { neo4j } from './english-neo4j.ts';
import { views } from './english-views.ts';
import { xray } from './english-xray.ts';

const facts = (count: number) => counted(count, 'fact', 'facts');
const documents = (count: number) => counted(count, 'document', 'documents');
const sentences = (count: number) => counted(count, 'sentence', 'sentences');
const entities = (count: number) => counted(count, 'entity', 'entities');

const states: Record<SourceState, string> = {
  done: 'Read',
  partial: 'Read in part',
  skipped: 'Skipped',
  quarantined: 'Set aside',
  queued: 'Waiting',
  reading: 'Reading',
};

/** The English catalogue: the frame here, each view's words beside it in `english-views.ts`. */
export const english = {
  ...views,
  ...keys,
  neo4j,
  ...curation,
  xray,
  app: 'Espalier',
  count: { facts, documents, sentences, entities },
  states,
  views: {
    documents: 'Documents',
    reader: 'Reader',
    xray: 'X-ray',
    graph: 'Graph',
    entities: 'Entities',
    facts: 'Facts',
    review: 'Review',
    history: 'History',
    export: 'Export',
    models: 'Models',
  },
  frame: {
    views: 'Views',
    inspector: 'Inspector',
    status: 'Status',
    skip: 'Skip to the view',
    search: 'Search names, facts, text…',
    projectMenu: (name: string) => `Project ${name}`,
    noProject: 'No project',
    toggleInspector: 'Show or hide the inspector',
    theme: 'Light or dark',
    keys: 'All keys',
    private: 'nothing leaves this machine',
    sent: (address: string) => `sentences go to ${address}`,
    device: (device: string, workers: number) =>
      `${device.toUpperCase()}, ${counted(workers, 'worker', 'workers')}`,
    resize: (name: string) => `Width of ${name}`,
    close: 'Close',
    title: (parts: readonly string[]) => [...parts, 'Espalier'].join(' · '),
  },
  connection: {
    connecting: 'Reaching the engine…',
    lost: 'The engine does not answer. Trying again; the project keeps all that was finished.',
    again: 'Try now',
  },
  project: {
    open: 'Open a project…',
    importFolder: 'Import a folder…',
    verify: 'Check the project file',
    close: 'Close the project',
    sound: 'The project file is sound.',
    unsound: (problems: readonly string[]) => `The project file has faults: ${problems.join('; ')}`,
  },
  job: {
    phase: {
      scanning: 'Looking for documents',
      reading: 'Reading',
      writing: 'Writing',
      finished: 'Finished',
    },
    stop: 'Stop',
    waiting: 'Waiting',
    /** Why, for the narrow strip; the whole sentence stands beside it. */
    waits: {
      'queue-away': 'waiting for Redis',
      'queue-full': 'Redis takes nothing',
      'queue-no-worker': 'waiting for a worker',
    } satisfies Record<WaitingCode, string>,
    progress: (done: number, total: number) => `${toCount(done)} of ${toCount(total)}`,
    rate: (rate: number) => `${toRate(rate)} sentences a second`,
    left: (seconds: number) => `about ${toDuration(seconds)} left`,
    failed: (subject: string, error: { code: string; subject: string }) =>
      `${subject}: ${toSentence(error.code as ErrorCode, error.subject)}`,
    stopped: {
      import: 'The import was stopped. Every document that was finished is kept.',
      export: 'The export was stopped.',
    },
    ended: ({ imported, exported, subject }: JobRow) =>
      imported
        ? `Import finished: ${documents(imported.documents.done + imported.documents.partial)} read, ${facts(imported.triples.added)} gained.`
        : exported
          ? `Export to ${subject} finished: ${toCount(exported.written)} written.`
          : `${subject} finished.`,
    report: (report: ImportReport) => [
      { word: 'read', count: report.documents.done },
      { word: 'read in part', count: report.documents.partial },
      { word: 'unchanged', count: report.documents.unchanged },
      { word: 'changed', count: report.documents.changed },
      { word: 'moved', count: report.documents.moved },
      { word: 'removed', count: report.documents.removed },
      { word: 'skipped', count: report.documents.skipped },
      { word: 'set aside', count: report.documents.quarantined },
      { word: 'inside other files', count: report.documents.inside },
    ],
    reportFacts: (report: ImportReport) => [
      { word: 'gained', count: report.triples.added },
      { word: 'lost', count: report.triples.removed },
      { word: 'kept', count: report.triples.kept },
    ],
    reportTime: (report: ImportReport) =>
      `${sentences(report.sentences)} in ${toDuration(report.seconds)}`,
  },
  ask: {
    openProject: 'Open a project',
    chooseFolder: 'Choose a folder of documents',
    importFolder: 'Choose a folder to import',
    saveAs: (extension: string) => `Save as .${extension}`,
    up: 'One folder up',
    into: 'Open',
    here: 'Choose this folder',
    openHere: 'Open this project',
    save: 'Save here',
    name: 'File name',
    folder: 'Folder',
    folders: 'Folders',
    projects: 'Projects',
    none: 'There are no folders here.',
    files: (count: number) => `${documents(count)} of a known format directly in here`,
    cancel: 'Cancel',
    linkTitle: 'Open this address in a new tab?',
    linkBody: 'It leaves Espalier, and the machine it names will see the request.',
    open: 'Open the address',
    matching: (count: number, extensions: readonly string[]) =>
      count === 0
        ? `No .${extensions.join(' or .')} file lies in this folder.`
        : 'Choose a file above.',
    noProjects: 'No project lies in this folder.',
  },
  palette: {
    title: 'Commands and search',
    placeholder: 'What to do, or a name to find…',
    searchPlaceholder: 'Search names, facts, text…',
    commands: 'Commands',
    entities: 'Entities',
    facts: 'Facts',
    sentences: 'Text',
    documents: 'Documents',
    nothing: (query: string) => `Nothing is called “${query}”.`,
    hint: 'Up and down to move, Enter to take, Escape to leave',
  },
  problem: {
    title: 'This could not be shown',
    again: 'Try again',
  },
  tables: {
    sortBy: (column: string) => `Sort by ${column}`,
    rows: (total: number, of: string) => `${toCount(total)} ${of}`,
    filter: 'Filter…',
    clear: 'Clear filters',
    loading: 'Loading',
    tickAll: 'Tick all',
    tickNone: 'Tick none',
    ticked: (count: number) => `${toCount(count)} ticked`,
    together: 'With the ticked rows',
  },
  sure: 'How sure',
  least: (score: number) => (score === 0 ? 'any' : `${Math.round(score * 100)} in 100`),
} as const;
