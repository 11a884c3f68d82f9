import type { EntityId, TripleId } from '#domain/ids';
import type { GraphView } from '#domain/views';
import { DirectedGraph } from 'graphology';
import { toHue } from '../../words/schema.ts';

export type NodeAttributes = {
  x: number;
  y: number;
  size: number;
  label: string;
  hue: number;
  degree: number;
};

/** All facts that lead from one entity to another are one drawn edge. */
export type EdgeAttributes = {
  size: number;
  label: string;
  score: number;
  triples: readonly TripleId[];
};

export type Drawn = DirectedGraph<NodeAttributes, EdgeAttributes>;

/** Radius in pixels: the area grows with the number of facts. */
export function toSize(degree: number): number {
  return Math.min(22, 3 + 2 * Math.sqrt(degree));
}

/** `positions` holds x and y by node of the view. */
export function toDrawn(view: GraphView, positions: Float32Array): Drawn {
  const graph: Drawn = new DirectedGraph();
  for (const [k, id] of view.ids.entries())
    graph.addNode(id, {
      x: positions[2 * k] ?? 0,
      y: positions[2 * k + 1] ?? 0,
      size: toSize(view.degree[k] ?? 0),
      label: view.names[k] ?? '',
      hue: toHue(view.types[view.type[k] ?? 0] ?? ''),
      degree: view.degree[k] ?? 0,
    });
  for (const [k, triple] of view.triples.entries()) {
    const from = view.ids[view.from[k] ?? 0];
    const to = view.ids[view.to[k] ?? 0];
    if (!from || !to || from === to) continue;
    const phrase = view.phrases[view.predicate[k] ?? 0] ?? '';
    const score = view.score[k] ?? 0;
    if (!graph.hasEdge(from, to))
      graph.addEdge(from, to, { size: 1.5, label: phrase, score, triples: [triple] });
    else {
      const known = graph.getEdgeAttributes(from, to);
      const label = known.label.split(', ').includes(phrase)
        ? known.label
        : `${known.label}, ${phrase}`;
      graph.mergeEdge(from, to, {
        size: Math.min(3.5, known.size + 0.5),
        label,
        score: Math.max(known.score, score),
        triples: [...known.triples, triple],
      });
    }
  }
  return graph;
}

/** Position of the segment nearest to a point within `reach`, or -1. Segments are quadruples x, y, x, y. */
export function findNearest(segments: Float32Array, x: number, y: number, reach: number): number {
  let best = reach * reach;
  let found = -1;
  for (let k = 0; k < segments.length; k += 4) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = segments.subarray(k, k + 4);
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(
      0,
      Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)),
    );
    const distance = (ax + along * dx - x) ** 2 + (ay + along * dy - y) ** 2;
    if (distance < best) {
      best = distance;
      found = k / 4;
    }
  }
  return found;
}

export function isEntityId(node: string): node is EntityId {
  return node.startsWith('e');
}
