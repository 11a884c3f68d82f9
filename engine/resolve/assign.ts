/** An edge of a bipartite graph; `from` and `to` are names of two separate sets. Weights are positive. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
}

/**
 * The largest sum of weights of edges that share no end. Exact: the Hungarian method (Kuhn 1955, in the shortest path
 * form of Jonker and Volgenant 1987), cubic in the size of a connected part of the graph, and clusterings fall into
 * many small parts.
 */
export function assign(edges: readonly Edge[]): number {
  return listParts(edges).reduce((sum, part) => sum + assignPart(part), 0);
}

function listParts(edges: readonly Edge[]): readonly (readonly Edge[])[] {
  const parent = new Map<string, string>();
  const find = (name: string): string => {
    let root = name;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root))
      root = next;
    for (let at = name; at !== root;) {
      const next = parent.get(at) ?? root;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  for (const { from, to } of edges) {
    const [a, b] = [find(`<${from}`), find(`>${to}`)];
    parent.set(a, a);
    parent.set(b, a);
  }
  const parts = new Map<string, Edge[]>();
  for (const edge of edges) {
    const root = find(`<${edge.from}`);
    const part = parts.get(root);
    if (part === undefined) parts.set(root, [edge]);
    else part.push(edge);
  }
  return [...parts.values()];
}

function assignPart(edges: readonly Edge[]): number {
  const [only] = edges;
  if (edges.length === 1 && only !== undefined) return only.weight;
  const froms = new Map([...new Set(edges.map(({ from }) => from))].map((name, at) => [name, at]));
  const tos = new Map([...new Set(edges.map(({ to }) => to))].map((name, at) => [name, at]));
  const isWide = froms.size <= tos.size;
  const [rows, columns] = isWide ? [froms.size, tos.size] : [tos.size, froms.size];
  const weights = new Float64Array(rows * columns);
  for (const { from, to, weight } of edges) {
    const [a, b] = [froms.get(from) ?? 0, tos.get(to) ?? 0];
    weights[isWide ? a * columns + b : b * columns + a] = weight;
  }
  return findLargest(weights, rows, columns);
}

/** Rows ≤ columns. Potentials `u`, `v` keep reduced costs (of negative weights) at or above zero; column 0 is a sentinel. */
function findLargest(weights: Float64Array, rows: number, columns: number): number {
  const [u, v] = [new Float64Array(rows + 1), new Float64Array(columns + 1)];
  const rowOf = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  const at = (array: Float64Array | Int32Array, index: number): number => array[index] ?? 0;
  for (let row = 1; row <= rows; row += 1) {
    const least = new Float64Array(columns + 1).fill(Infinity);
    const isUsed = new Uint8Array(columns + 1);
    let column = 0;
    rowOf[0] = row;
    do {
      isUsed[column] = 1;
      const from = at(rowOf, column);
      let delta = Infinity;
      let next = 0;
      for (let to = 1; to <= columns; to += 1) {
        if (isUsed[to] === 1) continue;
        const cost = -at(weights, (from - 1) * columns + to - 1) - at(u, from) - at(v, to);
        if (cost < at(least, to)) {
          least[to] = cost;
          before[to] = column;
        }
        if (at(least, to) < delta) {
          delta = at(least, to);
          next = to;
        }
      }
      for (let to = 0; to <= columns; to += 1) {
        if (isUsed[to] === 1) {
          const owner = at(rowOf, to);
          u[owner] = at(u, owner) + delta;
          v[to] = at(v, to) - delta;
        } else least[to] = at(least, to) - delta;
      }
      column = next;
    } while (at(rowOf, column) !== 0);
    while (column !== 0) {
      rowOf[column] = at(rowOf, at(before, column));
      column = at(before, column);
    }
  }
  let sum = 0;
  for (let to = 1; to <= columns; to += 1)
    if (at(rowOf, to) !== 0) sum += at(weights, (at(rowOf, to) - 1) * columns + to - 1);
  return sum;
}
