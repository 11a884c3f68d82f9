import type { FileTarget } from '../target.ts';
import { beside } from './beside.ts';
import { listStatements } from './statements.ts';

/**
 * N-Quads in UTF-8, a line a quad, escaped as canonical N-Quads asks. The statement graph is that of `statements.ts`; the
 * fourth place names the document that says a triple.
 */
export const nquads: FileTarget = {
  name: 'nquads',
  family: 'rdf',
  extension: '.nq',
  summary: 'RDF N-Quads: facts and their evidence, a line a statement',
  files: [
    {
      suffix: '',
      *records(source, options) {
        for (const { subject, predicate, object, graph } of listStatements(source, options))
          yield `${subject} ${predicate} ${object}${graph === undefined ? '' : ` ${graph}`} .\n`;
      },
    },
    ...beside,
  ],
};

/** N-Triples: the default graph of `nquads`, which leaves out only which document's graph a fact stands in. */
export const ntriples: FileTarget = {
  name: 'ntriples',
  family: 'rdf',
  extension: '.nt',
  summary: 'RDF N-Triples: the same, for programs without named graphs',
  files: [
    {
      suffix: '',
      *records(source, options) {
        for (const { subject, predicate, object, graph } of listStatements(source, options))
          yield graph === undefined ? `${subject} ${predicate} ${object} .\n` : '';
      },
    },
    ...beside,
  ],
};
