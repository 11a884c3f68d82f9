import type { GraphView } from '#domain/views';

/** Two views as one: what both have is taken from the first. Positions in the second's columns are carried over. */
export function mergeViews(a: GraphView, b: GraphView): GraphView {
  const at = new Map(a.ids.map((id, k) => [id, k]));
  const added = b.ids.flatMap((id, k) => (at.has(id) ? [] : [k]));
  for (const [n, k] of added.entries()) {
    const id = b.ids[k];
    if (id) at.set(id, a.ids.length + n);
  }
  const types = union(a.types, b.types);
  const predicates = union(a.predicates, b.predicates);
  const phrases = predicates.map(
    (name) =>
      a.phrases[a.predicates.indexOf(name)] ?? b.phrases[b.predicates.indexOf(name)] ?? name,
  );
  const known = new Set(a.triples);
  const edges = b.triples.flatMap((id, k) => (known.has(id) ? [] : [k]));
  const moved = (column: Uint32Array) =>
    edges.map((k) => at.get(b.ids[column[k] ?? 0] ?? 'e') ?? 0);
  return {
    ids: [...a.ids, ...pick(b.ids, added)],
    names: [...a.names, ...pick(b.names, added)],
    types,
    type: Uint16Array.from([
      ...a.type,
      ...added.map((k) => types.indexOf(b.types[b.type[k] ?? 0] ?? '')),
    ]),
    degree: Uint32Array.from([...a.degree, ...pick(b.degree, added)]),
    from: Uint32Array.from([...a.from, ...moved(b.from)]),
    to: Uint32Array.from([...a.to, ...moved(b.to)]),
    triples: [...a.triples, ...pick(b.triples, edges)],
    predicates,
    phrases,
    predicate: Uint16Array.from([
      ...a.predicate,
      ...edges.map((k) => predicates.indexOf(b.predicates[b.predicate[k] ?? 0] ?? '')),
    ]),
    score: Float32Array.from([...a.score, ...pick(b.score, edges)]),
    positions: Float32Array.from([
      ...a.positions,
      ...added.flatMap((k) => [b.positions[2 * k] ?? NaN, b.positions[2 * k + 1] ?? NaN]),
    ]),
    total: a.total,
  };
}

/** Without entities that have no fact at all: among the most connected they are only there to make up the number. */
export function withoutLoners(view: GraphView): GraphView {
  const kept = view.ids.flatMap((_, k) => ((view.degree[k] ?? 0) > 0 ? [k] : []));
  if (kept.length === view.ids.length) return view;
  const at = new Map(kept.map((k, now) => [k, now]));
  return {
    ...view,
    ids: pick(view.ids, kept),
    names: pick(view.names, kept),
    type: Uint16Array.from(pick(view.type, kept)),
    degree: Uint32Array.from(pick(view.degree, kept)),
    from: view.from.map((k) => at.get(k) ?? 0),
    to: view.to.map((k) => at.get(k) ?? 0),
    positions: Float32Array.from(
      kept.flatMap((k) => [view.positions[2 * k] ?? NaN, view.positions[2 * k + 1] ?? NaN]),
    ),
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function pick<Value>(column: ArrayLike<Value>, positions: readonly number[]): Value[] {
  return positions.map((k) => column[k] as Value);
}
