import type { Verdict } from '#domain/xray';
import { counted } from './numbers.ts';

const percent = (probability: number) =>
  probability >= 0.995
    ? 'over 99\u00a0%'
    : probability < 0.005
      ? 'under 1\u00a0%'
      : `${Math.round(probability * 100)}\u00a0%`;

/** What the X-ray of a sentence and "why is there no fact?" say. */
export const xray = {
  open: 'X-ray',
  openTitle: 'See how the model read this sentence',
  emptyTitle: 'No sentence is chosen',
  empty:
    'Select words in a document, or a fact, and choose X-ray: it shows how the model read the sentence, word by word.',
  toReader: 'Go to Reader',
  sentence: 'The sentence',
  head: 'Read by',
  own: (heads: readonly string[]) => `this project’s (${heads[0] ?? ''})`,
  shown: 'Show',
  all: 'what is likeliest',
  names: 'Names',
  facts: 'Facts',
  threshold: 'State facts from',
  pass: 'Part of the sentence',
  passOf: (at: number, total: number, words: number) =>
    `Part ${at} of ${total}, ${counted(words, 'word', 'words')}`,
  passHint:
    'The sentence is longer than the model can read at once, so it was read in parts that overlap.',
  which: 'Table of',
  spans: 'Runs of words',
  pairs: 'Pairs',
  allWords: (isAll: boolean) => (isAll ? 'All words' : 'More words'),
  someWords: (shown: number, total: number) =>
    `${shown} of ${counted(total, 'word', 'words')} are shown: those of names, and those that nearly are.`,
  table: (words: number) =>
    `What the model thinks of each word, and of each pair of ${counted(words, 'word', 'words')}. Arrow keys move between the cells.`,
  spanTable: 'First word down the side, last word along the top: what the words between them are.',
  pairTable: 'Names and near names: the first down the side, the second along the top.',
  noName: 'no name',
  noFact: 'no fact',
  tag: {
    B: (type: string) => `${type} begins`,
    I: (type: string) => `${type} goes on`,
    L: (type: string) => `${type} ends`,
    U: (type: string) => type,
  },
  fact: (phrase: string, forth: boolean) => (forth ? `→ ${phrase}` : `← ${phrase}`),
  forth: (from: string, phrase: string, to: string) => `${from} ${phrase} ${to}`,
  percent,
  cell: (row: string, column: string, said: string) =>
    row === column ? `${row}: ${said}` : `${row}, ${column}: ${said}`,
  saying: (label: string, probability: number) => `${label} ${percent(probability)}`,
  chosenPair: 'Pair of words',
  noCell: 'Choose a cell to see all that the model weighed there.',
  unread: 'This cell had no say: only that of the two last words decides.',
  deciding: 'This cell was read to decide.',
  stated: 'What was decided',
  nothingStated: 'No fact is stated here.',
  nearly: 'What the model nearly said',
  nothingNearly: 'Nothing else came near.',
  legend: {
    name: 'Colour: a name of this kind. The stronger, the likelier.',
    fact: 'Grey: a fact between two words; the arrow tells the direction.',
    block: 'Outline: a name, and two names that a stated fact connects.',
  },
  off: (names: readonly string[]) => `Switched off in this project: ${names.join(', ')}.`,
  ask: 'Why is there no fact?',
  askWith: (name: string) => `Why no fact with “${name}”?`,
  why: {
    title: 'Why is there no fact?',
    first: 'Between',
    second: 'and',
    choose: 'choose a name',
    lead: 'What could be said of the two, the likeliest first, and why it is not.',
    one: 'Choose two names of one sentence.',
    none: 'The model looks for nothing that could connect the two.',
    apart: 'These two stand in different sentences. A fact is only looked for within one.',
    by: (head: string) => `Read by ${head}`,
  },
  entity: {
    title: 'Nearly stated',
    look: 'Look for facts that were nearly stated',
    none: (sentences: number) =>
      `In ${counted(sentences, 'sentence', 'sentences')} nothing else came near.`,
    looked: (sentences: number, total: number) =>
      sentences < total
        ? `Looked at the first ${sentences} of ${total} places.`
        : `Looked at ${counted(sentences, 'place', 'places')}.`,
  },
  add: 'Add this fact',
  hardly: 'hardly ever right',
  verdict: (verdict: Verdict, head: string, tail: string): string => {
    switch (verdict.kind) {
      case 'said':
        return 'It is stated.';
      case 'threshold':
        return `It won, but is too unsure: facts are stated from ${verdict.threshold.toFixed(2)} on.`;
      case 'other':
        return verdict.phrase === null
          ? `That nothing connects them is likelier (${percent(verdict.probability)}).`
          : verdict.reversed
            ? `“${tail} ${verdict.phrase} ${head}” is likelier (${percent(verdict.probability)}).`
            : `“${head} ${verdict.phrase} ${tail}” is likelier (${percent(verdict.probability)}).`;
      case 'cell':
        return 'Some words of the two say so, but their last words decide, and those do not.';
      case 'schema':
        return 'Such facts are not between names of these kinds.';
      case 'off':
        return 'It is switched off in this project.';
      case 'self':
        return `“${head}” and “${tail}” stand for the same.`;
      case 'unsure':
        return `“${verdict.side === 'head' ? head : tail}” is too unsure a name (${percent(verdict.probability)}; names are told from ${percent(verdict.threshold)} on).`;
      case 'argument':
        return `“${verdict.side === 'head' ? head : tail}” was not read as such a name (${percent(verdict.probability)}).`;
      case 'overlap':
        return `“${verdict.side === 'head' ? head : tail}” gave way to a surer name in the same words.`;
      default:
        return 'They stand too far apart to be read together.';
    }
  },
  below: (score: number) => `It is below the ${score.toFixed(2)} that you set.`,
};
