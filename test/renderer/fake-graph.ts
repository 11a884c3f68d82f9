import type { ParsedInputOf } from '#contract/commands';
import type { GraphView } from '#domain/views';
import { phrases } from './fake-corpus.ts';
import type { FakeProject } from './fake-project.ts';

export function toGraph(
  { entities, triples }: FakeProject,
  { around, hops, types, predicates, minScore = 0, limit }: ParsedInputOf<'graph.view'>,
  kept: ReadonlyMap<string, readonly [number, number]>,
): GraphView {
  const passing = triples.filter(
    (triple) => triple.score >= minScore && (!predicates || predicates.includes(triple.predicate)),
  );
  let near = new Set<string>(around);
  for (let hop = 0; hop < hops; hop++) {
    const touched = passing.filter(
      ({ subject, object }) => near.has(subject.id) || near.has(object.id),
    );
    near = new Set([...near, ...touched.flatMap(({ subject, object }) => [subject.id, object.id])]);
  }
  const fitting = entities.filter(
    (entity) =>
      entity.triples > 0 &&
      (!types || types.includes(entity.type)) &&
      (!around || near.has(entity.id)),
  );
  const shown = fitting.sort((a, b) => b.triples - a.triples).slice(0, limit);
  const at = new Map(shown.map(({ id }, k) => [id, k]));
  const edges = passing.filter(({ subject, object }) => at.has(subject.id) && at.has(object.id));
  const typeList = [...new Set(shown.map(({ type }) => type))];
  const predicateList = [...new Set(edges.map(({ predicate }) => predicate))];
  return {
    ids: shown.map(({ id }) => id),
    names: shown.map(({ name }) => name),
    type: Uint16Array.from(shown, ({ type }) => typeList.indexOf(type)),
    types: typeList,
    degree: Uint32Array.from(shown, (entity) => entity.triples),
    from: Uint32Array.from(edges, ({ subject }) => at.get(subject.id) ?? 0),
    to: Uint32Array.from(edges, ({ object }) => at.get(object.id) ?? 0),
    triples: edges.map(({ id }) => id),
    predicate: Uint16Array.from(edges, ({ predicate }) => predicateList.indexOf(predicate)),
    predicates: predicateList,
    phrases: predicateList.map((predicate) => phrases[predicate] ?? predicate),
    score: Float32Array.from(edges, ({ score }) => score),
    positions: Float32Array.from(shown.flatMap(({ id }) => kept.get(id) ?? [NaN, NaN])),
    total: fitting.length,
  };
}
