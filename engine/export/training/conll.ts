import type { FileTarget } from '../target.ts';
import { listApart, listTrainingSentences, type TrainingSentence } from './sentences.ts';

/**
 * Columns, a word a line, a blank line between sentences, as the multi-head systems read CoNLL04 (Bekoulis et al. 2018):
 * number, word, BIO tag, relations as a list of types, heads as a list of numbers. A relation stands at the last word of
 * its head and names the last word of its tail; `['N']` says none.
 */
export const conll: FileTarget = {
  name: 'conll',
  family: 'training',
  extension: '.conll',
  summary: 'CoNLL columns: a word a line with its tag and its relations',
  files: [
    {
      suffix: '',
      *records(source, options) {
        for (const sentence of listTrainingSentences(source, options)) yield toLines(sentence);
      },
    },
  ],
};

function toLines({ document, position, tokens, mentions, relations }: TrainingSentence): string {
  const tags = tokens.map(() => 'O');
  const kept = new Set(listApart(mentions));
  for (const at of kept) {
    const { start = 0, end = 0, type = '' } = mentions[at] ?? {};
    for (let token = start; token < end; token += 1)
      tags[token] = `${token === start ? 'B' : 'I'}-${toColumn(type)}`;
  }
  const related = tokens.map((): (readonly [string, number])[] => []);
  for (const { head, tail, type } of relations) {
    if (!kept.has(head) || !kept.has(tail)) continue;
    const [from, to] = [(mentions[head]?.end ?? 1) - 1, (mentions[tail]?.end ?? 1) - 1];
    related[from]?.push([toColumn(type), to]);
  }
  const lines = tokens.map(({ text }, at) => {
    const own = related[at] ?? [];
    const types = own.length > 0 ? own.map(([type]) => `'${type}'`) : ["'N'"];
    const heads = own.length > 0 ? own.map(([, to]) => to) : [at];
    return `${at}\t${toColumn(text)}\t${tags[at]}\t[${types.join(', ')}]\t[${heads.join(', ')}]\n`;
  });
  return `#doc ${document.id}:${position}\n${lines.join('')}\n`;
}

/** A word of a document cannot begin another column or line, or end the list it stands in. */
function toColumn(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, '\ufffd')
    .replaceAll("'", '’');
}
