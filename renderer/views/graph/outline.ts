import type { EntityId, TripleId } from '#domain/ids';
import type { GraphView } from '#domain/views';

interface OutlineEdge {
  readonly triple: TripleId;
  readonly phrase: string;
  /** The entity at the other end. */
  readonly name: string;
  readonly type: string;
  /** True where the fact leads from the entry to the other end. */
  readonly away: boolean;
}

export interface OutlineEntry {
  readonly id: EntityId;
  readonly name: string;
  readonly type: string;
  readonly edges: readonly OutlineEdge[];
}

/** The graph as a list, in the view's own order: every edge stands below both of its ends. */
export function toOutline(view: GraphView): OutlineEntry[] {
  const typeOf = (k: number) => view.types[view.type[k] ?? 0] ?? '';
  const edges: OutlineEdge[][] = view.ids.map(() => []);
  for (const [e, triple] of view.triples.entries()) {
    const [from, to] = [view.from[e] ?? 0, view.to[e] ?? 0];
    const phrase = view.phrases[view.predicate[e] ?? 0] ?? '';
    const end = (k: number) => ({ triple, phrase, name: view.names[k] ?? '', type: typeOf(k) });
    edges[from]?.push({ ...end(to), away: true });
    if (from !== to) edges[to]?.push({ ...end(from), away: false });
  }
  return view.ids.map((id, k) => ({
    id,
    name: view.names[k] ?? '',
    type: typeOf(k),
    edges: edges[k] ?? [],
  }));
}
