import { anywhere, beforeName, beforeNumber } from './abbreviations.ts';

/** A rule that undoes a proposed boundary. `|` marks the boundary in its example. */
interface Rule {
  readonly name: string;
  readonly example: string;
  /** `before` ends at the boundary, trimmed; `after` starts there; both are cut to a window. */
  readonly joins: (before: string, after: string) => boolean;
}

const lastWord = (words: readonly string[]) =>
  new RegExp(`(?:^|[\\s("“‘'\\[—-])(?:${words.join('|')})\\.$`);
const name = lastWord(beforeName);
const number = lastWord(beforeNumber);
const either = new RegExp(`(?:^|[\\s("“‘'\\[—-])(?:${anywhere.join('|')})\\.$`);

/** Words that begin sentences far more often than names. */
const starter =
  /^["'“‘([]*(?:The|A|An|He|She|It|They|We|You|I|This|That|These|Those|There|Here|In|On|At|But|And|Or|So|If|When|While|What|Who|Where|Why|How|Did|Do|Does|Is|Are|Was|Were|His|Her|Its|Their|Our|My|Your|For|From|By|With|After|Before|As|No|Not|Now|Then|Please|However|Although|Since|To|Of|One|Some|Many|Most|All|Both|Each|Next|Last|Let|Once)(?![\p{L}\p{N}’'-])/u;

const rules: readonly Rule[] = [
  { name: 'a title before a name', example: 'Dr. | Who', joins: (before) => name.test(before) },
  {
    name: 'an abbreviation before a number',
    example: 'p. | 12',
    joins: (before, after) => number.test(before) && /^[\d(#]/.test(after),
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
      /(?:^|[\s("“‘'[])(?:\p{L}\.){2,}$/u.test(before) && !starter.test(after),
  },
  {
    name: 'an initial',
    example: 'John F. | Kennedy',
    joins: (before, after) =>
      /(?:^|[\s("“‘'[.])\p{Lu}\.$/u.test(before) && /^\p{Lu}/u.test(after) && !starter.test(after),
  },
  {
    name: 'a small letter follows',
    example: 'at Yahoo! | in May',
    joins: (_, after) => /^["'“‘([]*\p{Ll}/u.test(after),
  },
  {
    name: 'a list mark alone',
    example: '1. | The first',
    joins: (before) => /^(?:[•⁃-]\s*)?\(?(?:\d{1,3}|\p{L})[.)]+$/u.test(before),
  },
];

const window = 48;

/** Whether the text from `start` to the boundary proposed at `index` goes on after it. */
export function isJoined(text: string, start: number, index: number): boolean {
  const before = text.slice(Math.max(start, index - window), index).trimEnd();
  const after = text.slice(index, index + window).trimStart();
  return rules.some((rule) => rule.joins(before, after));
}
