import type { Provenance } from '#domain/graph';
import { describe, type Writing } from './describe.ts';
import { toLiteral, type Quad } from './terms.ts';
import { prov, rdf, rdfs } from './vocabulary.ts';

/** A run and the model it is one of, where they are first met. */
export function* introduceRun(
  { mint, met }: Writing,
  { run, model }: Pick<Provenance, 'run' | 'model'>,
): Iterable<Quad> {
  const [activity, agent] = [mint('run', run), mint('model', model)];
  if (!met.has(agent))
    yield* describe(agent, [
      [rdf.type, prov.SoftwareAgent],
      [rdfs.label, toLiteral(model)],
    ]);
  if (!met.has(activity))
    yield* describe(activity, [
      [rdf.type, prov.Activity],
      [prov.wasAssociatedWith, agent],
    ]);
  met.add(agent).add(activity);
}
