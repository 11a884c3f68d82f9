import { counted, toCount } from './numbers.ts';

/** What the Models view says. */
export const models = {
  lead: 'What the installed models look for. They were trained beforehand and run here, without a network.',
  /** What kind of text a head knows: its title, and what it says of such text. */
  kinds: {
    news: {
      title: 'News',
      about: 'Reports: who works for whom, lives where, is based where, killed whom.',
    },
    general: {
      title: 'Encyclopedia',
      about: 'Lives, places, organisations and works: born, married, founded, wrote, belongs to.',
    },
    biomedical: {
      title: 'Medicine',
      about: 'Case reports: which drug had which adverse effect.',
    },
    science: {
      title: 'Science',
      about: 'Papers on language and machine learning: methods, tasks, data, and how they relate.',
    },
  } as Readonly<Record<string, { readonly title: string; readonly about: string }>>,
  looksFor: 'Finds',
  relations: 'Connects them by',
  card: 'Model card',
  size: 'Size',
  hash: 'Hash',
  device: 'Runs on',
  system: 'System',
  systems: {
    tablert: 'TablERT',
    'tablert-cnn': 'TablERT-CNN',
    'table-sequence': 'Table-sequence encoders',
    dytnet: 'DYTNet',
    spert: 'SpERT',
  } as Readonly<Record<string, string>>,
  licence: 'Licence',
  sure: 'Facts are right',
  sureFrom: (share: number, score: number) =>
    `${Math.round(share * 20)} times in 20 from a score of ${score.toFixed(2)} on`,
  found: 'On its test sentences',
  foundSays: (test: string, sentences: number, names: string, facts: string, strict: string) =>
    `names ${names}, facts ${facts}, with both kinds right ${strict} (F1 of 100; ${counted(sentences, 'sentence', 'sentences')} of ${test})`,
  otherSystems: 'Other systems',
  otherSystemsLead:
    'They read the same kinds of text in another way, over the same encoder. One of them takes the place of the head above that it stands for.',
  switchTitle: (isOn: boolean) =>
    isOn ? 'Looked for. Press to leave it out.' : 'Left out. Press to look for it again.',
  switchHint:
    'Switch off what should not be looked for. It counts before the model decides, so its next best reading may take the place. The numbers are what this project holds of each now.',
  use: (used: boolean) => (used ? 'In use' : 'Use'),
  chosen: 'From the next import on. What was read before stays until it is imported again.',
  oneAtLeast: 'At least one is needed to read documents.',
  install: 'Install a model',
  chooseModel: 'Choose a model folder',
  installed: (name: string) => `${name} is installed.`,
  remove: 'Remove',
  removed: (name: string) => `${name} was removed. What it found stays in your projects.`,
  measure: 'Measure on own sentences',
  measureLead:
    'Drop a file of sentences that people marked (SpERT form, .json or .json.gz), or choose one. It is read here and goes nowhere.',
  chooseGold: 'Choose a file',
  matchNames: 'Kinds of names in the file, and what this model calls them',
  matchRelations: 'Kinds of facts in the file, and what this model calls them',
  leaveOut: 'leave out',
  startMeasure: (sentences: number) => `Measure ${counted(sentences, 'sentence', 'sentences')}`,
  measured: (done: number, total: number) =>
    `${toCount(done)} of ${counted(total, 'sentence', 'sentences')} read`,
  summary: (sentences: number, names: string, facts: string, rate: number) =>
    `On ${counted(sentences, 'sentence', 'sentences')}: names ${names}, facts with both kinds right ${facts} (F1 of 100), at ${counted(rate, 'sentence', 'sentences')} a second.`,
  ner: 'Names: place and kind right',
  re: 'Facts: kind, direction and both places right',
  reStrict: 'Facts: the kinds of both names right as well',
  type: 'Kind',
  precision: 'Precision',
  recall: 'Recall',
  micro: 'All together (micro)',
  macro: 'Mean of the kinds (macro)',
  nothing: 'nothing',
  confusedNames: 'Which names were taken for which',
  confusedRelations: 'Which facts were taken for which',
  confusionLead: 'Rows: what people marked. Columns: what the model said.',
  wrong: (count: string) => `Sentences with a mistake (${count})`,
  missed: 'Missed:',
  extra: 'Too much:',
  item: (type: string, names: readonly string[]) => `${names.join(' → ')} (${type})`,
  more: 'Show more',
  capped: (shown: string, total: string) =>
    `The first ${shown} of ${total} are listed; the figures count all.`,
  emptyTitle: 'No model is installed',
  empty: 'Install Espalier again to bring back the one that is shipped.',
};
