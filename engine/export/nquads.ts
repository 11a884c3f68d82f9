import { listStatements } from './statements.ts';
import type { FileTarget } from './target.ts';

/**
 * RDF 1.1 N-Quads in UTF-8, a line a quad, escaped as canonical N-Quads asks. The statement graph is that of
 * `statements.ts`; the fourth place names the document that says a triple.
 */
export const nquads: FileTarget = {
  name: 'nquads',
  extension: '.nq',
  summary: 'RDF N-Quads: facts with documents, sentences, offsets, models and probabilities',
  files: [
    {
      suffix: '',
      *records(source) {
        for (const { subject, predicate, object, graph } of listStatements(source))
          yield `${subject} ${predicate} ${object}${graph === undefined ? '' : ` ${graph}`} .\n`;
      },
    },
  ],
};
