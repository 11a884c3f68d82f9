import iterate from 'graphology-layout-forceatlas2/iterate.js';

/** What is laid out: columns by node and by edge; edges are pairs of positions. Fixed nodes stay where they are. */
export interface LayoutTask {
  /** x and y by node. */
  readonly positions: Float32Array;
  readonly sizes: Float32Array;
  readonly fixed: Uint8Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** Columns of ForceAtlas2's own node matrix (its `iterate.js`). */
const PER_NODE = 10;
const PER_EDGE = 3;
const [MASS, CONVERGENCE, SIZE, FIXED] = [6, 7, 8, 9] as const;
const MANY = 1000;

const options = {
  // Graphs of facts are sparse, with a few hubs: linear attraction sets each hub's own around it. Lin-log forces, which
  // part dense clusters, make one even disc of them. Strong gravity keeps what is connected to nothing near the rest.
  linLogMode: false,
  outboundAttractionDistribution: false,
  edgeWeightInfluence: 0,
  scalingRatio: 20,
  strongGravityMode: true,
  gravity: 0.12,
  slowDown: 4,
  barnesHutTheta: 0.6,
};

/** Rounds that bring a graph of this size to rest. */
export function toRounds(nodes: number): number {
  return nodes > 5000 ? 120 : nodes > MANY ? 250 : 600;
}

/** A layout that goes on step by step: each call runs some rounds and gives x and y by node. */
export function createLayout(task: LayoutTask): (rounds: number, last: boolean) => Float32Array {
  const count = task.sizes.length;
  const nodes = new Float32Array(count * PER_NODE);
  const edges = new Float32Array(task.from.length * PER_EDGE);
  for (let k = 0; k < count; k++) {
    const at = k * PER_NODE;
    nodes[at] = task.positions[2 * k] ?? 0;
    nodes[at + 1] = task.positions[2 * k + 1] ?? 0;
    nodes[at + MASS] = 1;
    nodes[at + CONVERGENCE] = 1;
    nodes[at + SIZE] = task.sizes[k] ?? 1;
    nodes[at + FIXED] = task.fixed[k] ?? 0;
  }
  for (let k = 0; k < task.from.length; k++) {
    const [source, target] = [task.from[k] ?? 0, task.to[k] ?? 0];
    edges.set([source * PER_NODE, target * PER_NODE, 1], k * PER_EDGE);
    for (const end of [source, target]) {
      const mass = end * PER_NODE + MASS;
      nodes[mass] = (nodes[mass] ?? 0) + 1;
    }
  }
  return (rounds, last) => {
    const step = { ...options, adjustSizes: last, barnesHutOptimize: count > MANY };
    for (let round = 0; round < rounds; round++) iterate(step, nodes, edges);
    const positions = new Float32Array(2 * count);
    for (let k = 0; k < count; k++) {
      positions[2 * k] = nodes[k * PER_NODE] ?? 0;
      positions[2 * k + 1] = nodes[k * PER_NODE + 1] ?? 0;
    }
    return positions;
  };
}

/** Golden angle: points of a sunflower, evenly spread and the same every time. */
const TURN = Math.PI * (3 - Math.sqrt(5));
const SPREAD = 12;

/**
 * Where to begin: known nodes stand where they stood, new ones beside a known neighbour, the rest on a spiral with
 * the most connected in the middle (nodes are ordered so).
 */
export function toStart(
  known: Float32Array,
  from: Uint32Array,
  to: Uint32Array,
): { readonly positions: Float32Array; readonly isNew: readonly boolean[] } {
  const count = known.length / 2;
  const positions = known.slice();
  const isNew = Array.from({ length: count }, (_, k) => Number.isNaN(known[2 * k]));
  const place = (k: number, x: number, y: number, far: number) => {
    positions[2 * k] = x + Math.cos(k * TURN) * far;
    positions[2 * k + 1] = y + Math.sin(k * TURN) * far;
  };
  for (let e = 0; e < from.length; e++) {
    const [a, b] = [from[e] ?? 0, to[e] ?? 0];
    for (const [node, neighbour] of [
      [a, b],
      [b, a],
    ] as const)
      if (Number.isNaN(positions[2 * node]) && !isNew[neighbour])
        place(node, known[2 * neighbour] ?? 0, known[2 * neighbour + 1] ?? 0, SPREAD);
  }
  for (let k = 0; k < count; k++)
    if (Number.isNaN(positions[2 * k])) place(k, 0, 0, SPREAD * Math.sqrt(k + 1));
  return { positions, isNew };
}
