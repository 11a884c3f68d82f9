import type { FileTarget } from '../target.ts';
import { listTrainingSentences } from './sentences.ts';

/**
 * The JSON of SpERT (Eberts and Ulges 2020): a list of sentences with tokens, entities and relations, spans counted in
 * tokens, half open. What `evaluate extraction` reads.
 */
export const spert: FileTarget = {
  name: 'spert',
  family: 'training',
  extension: '.json',
  summary: 'SpERT JSON: sentences with names and facts, to train and measure a model',
  files: [
    {
      suffix: '',
      head: '[\n',
      *records(source, options) {
        let comma = '';
        for (const { document, position, tokens, mentions, relations } of listTrainingSentences(
          source,
          options,
        )) {
          yield `${comma}${JSON.stringify({
            tokens: tokens.map(({ text }) => text.toWellFormed()),
            entities: mentions.map(({ type, start, end }) => ({ type, start, end })),
            relations: relations.map(({ type, head, tail }) => ({ type, head, tail })),
            orig_id: `${document.id}:${position}`,
          })}`;
          comma = ',\n';
        }
      },
      tail: '\n]\n',
    },
  ],
};
