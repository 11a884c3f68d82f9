import { shippedMapping } from '#export/rdf/mapping';
import { DEFAULT_BASE } from '#export/rdf/options';
import type { FileTarget, TargetOptions } from '#export/target';
import { tokenize } from '#segment/tokenize';
import { createTables } from '#store/table-file';
import { toSource, type Graph } from './graph.ts';

/** All that is chosen, as it is when nobody chose. */
export function toOptions(
  chosen: Partial<Omit<TargetOptions, 'rdf'>> & {
    readonly rdf?: Partial<TargetOptions['rdf']>;
  } = {},
): TargetOptions {
  return {
    withText: true,
    createTables,
    tokenize: (text) => tokenize(text),
    ...chosen,
    rdf: { profile: '1.2', base: DEFAULT_BASE, mapping: shippedMapping, ...chosen.rdf },
  };
}

/** One of a target's text files, whole. */
export function write(
  target: FileTarget,
  graph: Graph,
  options: TargetOptions = toOptions(),
  at = 0,
): string {
  const file = target.files[at];
  if (file === undefined || !('records' in file))
    throw new Error(`${target.name} has no text ${at}`);
  const source = toSource(graph);
  const toText = (text: typeof file.head): string =>
    typeof text === 'function' ? text(options, source) : (text ?? '');
  return toText(file.head) + [...file.records(source, options)].join('') + toText(file.tail);
}
