import type { FileTarget } from '../target.ts';
import { listApart, listOf, type TrainingSentence } from './sentences.ts';

/**
 * The JSON training form of spaCy: `spacy convert FILE.json OUT --converter json` makes the DocBin of it, which Python
 * alone can write. A document is one paragraph with its raw text; names are BILUO tags of the words. Facts stand in
 * `relations` beside the sentences (head and tail are numbers of words in the document), which spaCy itself has no place for.
 */
export const spacy: FileTarget = {
  name: 'spacy',
  family: 'training',
  extension: '.json',
  summary: 'spaCy JSON: names as tagged words; spacy convert makes a DocBin of it',
  files: [
    {
      suffix: '',
      head: '[\n',
      *records(source, options) {
        let comma = '';
        for (const document of source.annotated()) {
          const sentences = [...listOf(document, options)];
          const { id, text } = document;
          const paragraph = { raw: toRaw(text, sentences), ...toSentences(text, sentences) };
          yield `${comma}${JSON.stringify({ id, paragraphs: [paragraph] })}`;
          comma = ',\n';
        }
      },
      tail: '\n]\n',
    },
  ],
};

/** Only what was cut into sentences: spaCy wants every character of `raw` to belong to a word or a space. */
function toRaw(text: string, sentences: readonly TrainingSentence[]): string {
  return sentences.map((sentence) => toSentenceText(text, sentence)).join('');
}

function toSentenceText(text: string, { tokens }: TrainingSentence): string {
  return tokens
    .map(({ text: word }, at) => word.toWellFormed() + (hasSpace(text, tokens, at) ? ' ' : ''))
    .join('');
}

/** Whether anything but a word follows in the text; spaCy knows one space, whatever stood there. */
function hasSpace(text: string, tokens: TrainingSentence['tokens'], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  return next === undefined || token === undefined || /\s/u.test(text.slice(token.end, next.start));
}

function toSentences(text: string, sentences: readonly TrainingSentence[]): object {
  let first = 0;
  const relations: object[] = [];
  const list = sentences.map((sentence) => {
    const { tokens, mentions } = sentence;
    const tags = toTags(sentence);
    const base = first;
    first += tokens.length;
    for (const { head, tail, type } of sentence.relations)
      relations.push({
        head: base + (mentions[head]?.start ?? 0),
        child: base + (mentions[tail]?.start ?? 0),
        label: type,
      });
    return {
      tokens: tokens.map(({ text: word }, at) => ({
        id: base + at,
        orth: word.toWellFormed(),
        space: hasSpace(text, tokens, at) ? ' ' : '',
        ner: tags[at],
      })),
      brackets: [],
    };
  });
  return { sentences: list, relations };
}

/** B, I, L of several words, U of one, O outside. */
function toTags({ tokens, mentions }: TrainingSentence): string[] {
  const tags = tokens.map(() => 'O');
  for (const at of listApart(mentions)) {
    const { start = 0, end = 0, type = '' } = mentions[at] ?? {};
    for (let token = start; token < end; token += 1) {
      const part = end - start === 1 ? 'U' : token === start ? 'B' : token === end - 1 ? 'L' : 'I';
      tags[token] = `${part}-${type}`;
    }
  }
  return tags;
}
