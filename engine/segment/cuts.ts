import { anywhere, beforeName, beforeNumber } from './abbreviations.ts';

/** A rule that proposes boundaries which Unicode's rules do not see. `|` marks the boundary in its example. */
interface Cut {
  readonly name: string;
  readonly example: string;
  /** Where a cheap look at the text says that the rule cannot apply, it is not tried. */
  readonly needs: RegExp;
  /** Matches up to the boundary. */
  readonly pattern: RegExp;
  /** Whether a match is none after all; `index` is where it begins. */
  readonly refuses?: (text: string, index: number) => boolean;
}

const short = new Set([...beforeName, ...beforeNumber, ...anywhere]);

export const cuts: readonly Cut[] = [
  {
    name: 'a forgotten space',
    example: 'the world.|Today is',
    needs: /[\p{Ll}\d)]{2}[.!?]\p{Lu}/u,
    pattern: /(?<=[\p{Ll}\d)]{2})[.!?]+(?=\p{Lu}(?:\p{Ll}{2,}|\p{Ll}?[\s.’']))/gu,
    refuses: isAddress,
  },
  {
    name: 'careless writing without capitals',
    example: 'it was good. | you should go',
    needs: /[\p{Ll}\d)]\. +\p{Ll}/u,
    pattern: /(?<=\p{Ll}{2}|\d{3}|\p{Ll}\)|\d\))\.+ +(?=\p{Ll})/gu,
    refuses: isShort,
  },
  {
    name: 'a face',
    example: 'I love her. :) | I have',
    needs: /[:;]-?[)(DP]/,
    pattern: /(?<=\s)[:;]-?[)(DP]+\s+(?=\p{L})/gu,
  },
  {
    name: 'a wide full stop',
    example: '終わり．|次',
    needs: /．/,
    pattern: /．+(?!\d)/g,
  },
  {
    name: 'a quotation after a wide full stop',
    example: '是的。|“走吧。”',
    needs: /[。！？][“「『]/,
    pattern: /[。！？](?=[“「『])/g,
  },
  {
    name: 'a Greek question',
    example: 'Είναι αλήθεια; | Ναι',
    needs: /\p{Script=Greek}[;\u037e]/u,
    pattern: /(?<=\p{Script=Greek}{2})[;\u037e]\s+(?=\p{Lu})/gu,
  },
  {
    name: 'the number of a note',
    example: 'a consultation.11 12 | Take',
    needs: /[\p{Ll})”"]\.\d/u,
    pattern: /(?<=[\p{Ll})”"])\.\d{1,3}(?:[ ,–-]\d{1,3})*\s+(?=\p{Lu})/gu,
  },
  {
    name: 'a stamp of date and hour',
    example: '08/16/2000 03:48 PM | Your order',
    needs: /\d\/\d.*?\d:\d/,
    pattern: /\d\/\d{2,4},? +\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)? +(?=(?![AP]M\b)\p{L})/gu,
  },
  {
    name: 'a source in brackets',
    example: 'the next five years. (Reuters) | NASA plans',
    needs: /[.!?]["”’]? \(\p{Lu}/u,
    pattern: /(?<=[.!?]["”’]? )\(\p{Lu}[\p{L} .’']{1,30}\) +(?=["“]?\p{Lu})/gu,
  },
  {
    name: 'a dash as a bullet',
    example: 'What do you see? | - Posted',
    needs: /[.?!] [-–] \p{Lu}/u,
    pattern: /[.?!] +(?=[-–] \p{Lu})/gu,
  },
];

/** All boundaries that the rules propose, in no order. */
export function findCuts(text: string): number[] {
  const found: number[] = [];
  for (const { needs, pattern, refuses } of cuts) {
    if (!needs.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      if (refuses?.(text, match.index)) continue;
      found.push(match.index + match[0].length);
    }
  }
  return found.concat(findListMarks(text));
}

/** Whether the word before a full stop is an abbreviation. */
function isShort(text: string, stop: number): boolean {
  if (!/\p{L}/u.test(text[stop - 1] ?? '')) return false;
  const word = /[\p{L}.]+$/u.exec(text.slice(Math.max(0, stop - 20), stop))?.[0] ?? '';
  return short.has(word) || word.includes('.') || word.length < 3;
}

/** Whether a full stop stands in an address of the web or of mail, or in a file's name. */
function isAddress(text: string, stop: number): boolean {
  const before = /\S*$/.exec(text.slice(Math.max(0, stop - 80), stop))?.[0] ?? '';
  const after = /^\S*/.exec(text.slice(stop, stop + 80))?.[0] ?? '';
  return /[@/\\_]|^www\b/.test(before) || /^\S(?:Com|Net|Org)\b|[@/\\_]/.test(after);
}

/** "As payment for 1. above" is no list. */
function hasCapital(text: string, index: number): boolean {
  return /^[^\p{L}]*\p{Lu}/u.test(text.slice(index, index + 12));
}

const mark = /(?<=^|\s)(?:[•⁃]\s*)?(\(?)(\d{1,2}|[a-z])(\.\)|[.)])(?=\s)|(?<=\s)([•⁃])\s*(?=\S)/gu;

/**
 * Marks of a list that runs on in one line: 1. … 2. … 3. …, or a) … b) … Only marks that count up by one from
 * the mark before are believed.
 */
function findListMarks(text: string): number[] {
  if (!/[).•⁃]/.test(text)) return [];
  const found: number[] = [];
  let last: { value: number; style: string; index: number } | undefined;
  for (const match of text.matchAll(mark)) {
    if (match[4] !== undefined) {
      found.push(match.index);
      continue;
    }
    const [, open = '', label = '', close = ''] = match;
    const isNumber = /\d/.test(label);
    const value = isNumber ? Number(label) : label.charCodeAt(0) - 96;
    const style = `${open}${isNumber ? '1' : 'a'}${close}`;
    if (last !== undefined && last.style === style && value === last.value + 1) {
      // The first mark is only known to be one once the second is found.
      if (style === '1.' && !hasCapital(text, last.index)) continue;
      found.push(last.index, match.index);
      last = { value, style, index: match.index };
    } else if (last === undefined || last.style !== style || value === 1)
      last = { value, style, index: match.index };
  }
  return found;
}
