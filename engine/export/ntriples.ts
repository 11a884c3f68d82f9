import { listStatements } from './statements.ts';
import type { FileTarget } from './target.ts';

/** RDF 1.1 N-Triples: the default graph of `nquads`, which leaves out only which document's graph a fact stands in. */
export const ntriples: FileTarget = {
  name: 'ntriples',
  extension: '.nt',
  summary: 'RDF N-Triples: facts and their evidence, a line a statement',
  files: [
    {
      suffix: '',
      *records(source) {
        for (const { subject, predicate, object, graph } of listStatements(source))
          if (graph === undefined) yield `${subject} ${predicate} ${object} .\n`;
      },
    },
  ],
};
