import type { TextFile } from '../target.ts';
import { toQueryPage } from './queries.ts';
import { toShapes } from './shapes.ts';

/** What lies beside every RDF file: the shapes it fits, and questions to ask of it. Neither counts as written. */
export const beside: readonly TextFile[] = [
  {
    suffix: '.shapes',
    extension: '.ttl',
    head: (options, source) => toShapes(source.schemas(), options),
    records: () => [],
  },
  { suffix: '.queries', extension: '.md', head: toQueryPage, records: () => [] },
];
