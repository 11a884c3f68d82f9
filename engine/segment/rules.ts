import { anywhere, beforeName, beforeNumber } from './abbreviations.ts';

/** A rule that undoes a proposed boundary. `|` marks the boundary in its example. */
interface Rule {
  readonly name: string;
  readonly example: string;
  /** `before` is the sentence so far, trimmed, its last part only if it is long; `after` starts at the boundary; `gap`: white space parts them. */
  readonly joins: (before: string, after: string, gap: boolean) => boolean;
}

const opening = '(?:^|[\\s("“‘\'\\[—-])';
const endsIn = (words: readonly string[]) => new RegExp(`${opening}(?:${words.join('|')})\\.$`);
const title = endsIn(beforeName);
const counted = endsIn(beforeNumber);
const either = endsIn(anywhere);

/** Words that begin sentences far more often than names. */
const starters =
  'The A An He She It They We You I This That These Those There Here In On At But And Or So If When While What Who Where Why How Did Do Does Is Are Was Were His Her Its Their Our My Your For From By With After Before As No Not Now Then Please However Although Since To One Some Many Most All Both Each Next Last Let Once Millions Thousands Hundreds Have Has Had Can Could Will Would Should'.split(
    ' ',
  );
const starter = new RegExp(`^["'“‘(\\[]*(?:${starters.join('|')})(?![\\p{L}\\p{N}-])`, 'u');
/** Months where the day is written with a full stop: German, the Scandinavian languages, Czech, Finnish. */
const month =
  /^(?:jan|feb|m[aä]r|apr|ma[ijy]|jun|jul|aug|sep|o[kc]t|nov|de[zsc]|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu|led|únor|břez|dub|květ|červ|srp|září|říj|listop|pros)\p{Ll}*/iu;
const said =
  /^(?:he|she|they|we|I|it|the \p{Ll}+|\p{Lu}\p{Ll}+) (?:said|says|asked|asks|yelled|cried|shouted|replied|answered|thought|whispered|exclaimed|called|added)\b|^(?:said|asked|cried|replied|answered|thought|exclaimed|shouted) \p{L}/u;
const clock = /\d\s?[ap]\.\s?m\.$/i;
/** What may follow the hour as part of it. */
const afterClock =
  /^(?:[A-Z]{2,4}\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Pacific|Central|Mountain|Greenwich|on|\d|\()/;

export const rules: readonly Rule[] = [
  {
    name: 'a title before a name',
    example: 'Dr. | Who',
    joins: (before, after) => title.test(before) && !/^["“]/.test(after),
  },
  {
    name: 'an abbreviation before a number',
    example: 'p. | 12',
    joins: (before, after) =>
      /^[\d(#]/.test(after) &&
      (counted.test(before) || /(?:^|\s)(?:N°|SEC|ART|FIG|NO|VOL)\.$/.test(before)),
  },
  {
    name: 'an hour at the start',
    example: 'At 5 a.m. | Mr. Smith',
    joins: (before) => clock.test(before) && before.length < 16,
  },
  {
    name: 'an hour and its zone',
    example: '6 p.m. | Eastern time',
    joins: (before, after) => clock.test(before) && afterClock.test(after),
  },
  {
    name: 'an abbreviation in mid sentence',
    example: 'Acme Corp. | Vice President',
    joins: (before, after) => either.test(before) && !starter.test(after),
  },
  {
    name: 'letters with full stops',
    example: 'the U.S. | Senate',
    joins: (before, after) =>
      /(?:\p{L}\.){2,}$/u.test(before) && !clock.test(before) && !starter.test(after),
  },
  {
    name: 'for example',
    example: 'e.g. | The Times',
    joins: (before) => /(?:^|[\s(])(?:e\.\s?g|i\.\s?e|cf|viz|vs)\.$/i.test(before),
  },
  {
    name: 'an initial',
    example: 'John F. | Kennedy',
    joins: (before, after) =>
      !clock.test(before) &&
      /(?:^|[\s("“‘'[.-])\p{Lu}\.$/u.test(before) &&
      /^\p{Lu}/u.test(after) &&
      !starter.test(after),
  },
  {
    name: 'a town in Russian, not a year',
    example: 'в г. | Москве',
    joins: (before, after) =>
      /(?<!\p{Nd}\s?)(?:^|[\s(])г\.$/u.test(before) && /^\p{Lu}/u.test(after),
  },
  {
    name: 'a quotation that goes on, in Japanese',
    example: '「行こう。」| と言った',
    joins: (before, after) => /[。！？][」』]$/.test(before) && /^(?:と|って|など)/.test(after),
  },
  {
    name: 'a day before a month',
    example: 'am 3. | Oktober',
    joins: (before, after) => /(?:^|\s)\d{1,2}\.$/.test(before) && month.test(after),
  },
  {
    name: 'two letters that stand for two words',
    example: 'z. | B. eine Brücke',
    joins: (before, after) =>
      /(?:^|[\s(])\p{L}\.$/u.test(before) && /^\p{L}\.(?:\s|$)/u.test(after),
  },
  {
    name: 'a name with a mark',
    example: 'at Yahoo! | in May',
    joins: (before, after) =>
      /(?:^|\s)\p{Lu}[\p{L}!]*!$/u.test(before) && /^(?:\p{Ll}|J\b)/u.test(after),
  },
  {
    name: 'a click',
    example: 'He speaks ! | Kung',
    joins: (before) => /(?:^|\s)!$/.test(before),
  },
  {
    name: 'a small letter after a quotation or three dots',
    example: '“Go!” | she said',
    joins: (before, after) => /(?:["'”’»)\]]|\.\.|…|\. \.)$/.test(before) && /^\p{Ll}/u.test(after),
  },
  {
    name: 'who said it',
    example: 'Leave me alone! | he yelled',
    joins: (before, after) => /[!?]$/.test(before) && said.test(after),
  },
  {
    name: 'no space and no capital',
    example: 'example.org/search?|q=sentence',
    joins: (before, after, gap) => !gap && /[.!?]$/.test(before) && /^[\p{Ll}\d&=%]/u.test(after),
  },
  {
    name: 'an aside that ends the paragraph',
    example: '“… the house!” | (Which was very likely true.)',
    joins: (before, after) =>
      /["'”’]$/.test(before) && /^\([^()]*\)$/.test(after) && after.length < window,
  },
  {
    name: 'words left out',
    example: 'the thing is . . . | I did not',
    joins: (before) => /[^.\s] \. \. \.$/.test(before),
  },
  {
    name: 'a quotation and its source',
    example: '“Bohr [...]” | (Smith 55)',
    joins: (before, after) => /(?:\.\.\.|…)\]["”’']?$/.test(before) && after.startsWith('('),
  },
  {
    name: 'a list mark alone',
    example: '1. | The first',
    joins: (before) => /^(?:[•⁃*-]\s*)?\(?(?:\d{1,3}|\p{L})[.)]+$/u.test(before),
  },
  { name: 'a postscript', example: 'P.S. | I am', joins: (before) => /^p\.?\s?s\.$/i.test(before) },
  { name: 'a bullet alone', example: '• | ropes', joins: (before) => /^[•⁃*-]$/.test(before) },
];

/** Enough of a sentence for every rule. UTF-16 units. */
const window = 48;

/** Whether the text from `start` to the boundary proposed at `index` goes on after it. */
export function isJoined(text: string, start: number, index: number): boolean {
  const before = text.slice(Math.max(start, index - window), index).trim();
  const after = text.slice(index, index + window).trimStart();
  const gap = /\s/.test(text[index - 1] ?? ' ') || /\s/.test(text[index] ?? ' ');
  return rules.some((rule) => rule.joins(before, after, gap));
}

/** Marks of sources and omissions that belong to the sentence before them: `[17]`, `[citation needed]`, `[…]`. */
const trailer =
  /\s*(?:\[(?:\d{1,3}|[a-z]|note \d+|citation needed|…|\.\.\.)\](?::\d+)?\s*)+(?=\s|$|\p{Lu})/uy;

/** Moves a proposed boundary behind what still belongs to the sentence. */
export function moveBoundary(text: string, index: number): number {
  const at = /[[(「『（【《〈]/.test(text[index - 1] ?? '') ? index - 1 : index;
  trailer.lastIndex = at;
  const found = trailer.exec(text);
  if (found !== null) return at + found[0].length;
  // Unicode's rules leave an opening bracket of East Asia with the sentence before it.
  return /[「『（【《〈]/.test(text[index - 1] ?? '') ? at : index;
}
