import type { DocumentId, EntityId } from '#domain/ids';
import type { GraphView } from '#domain/views';
import { loadEdges, type Edge, type EdgeFilter } from './edges.ts';
import { listNearest } from './neighbourhood.ts';
import { listDocumentNodes, listFilteredNodes, listTopNodes, type Nodes } from './nodes.ts';
import { loadPositions } from './positions.ts';
import type { Project } from './project.ts';
import { loadPhrases } from './schemas.ts';

export interface GraphFilter {
  /** Entities whose neighbourhood is asked for; without it the most connected ones. */
  readonly around?: readonly EntityId[] | undefined;
  /** Steps away from `around`, 0 to 3. */
  readonly hops?: number | undefined;
  readonly types?: readonly string[] | undefined;
  readonly predicates?: readonly string[] | undefined;
  readonly minScore?: number | undefined;
  /** Only what this document says. */
  readonly document?: DocumentId | undefined;
  /** Entities, at most. */
  readonly limit?: number | undefined;
}

interface Node {
  readonly id: EntityId;
  readonly name: string;
  readonly type: string;
  readonly triples: number;
}

/** A part of the graph as columns; entities in order of importance, and every triple between them that passes the filter. */
export function viewGraph(project: Project, filter: GraphFilter = {}): GraphView {
  return project.remember(`graph ${JSON.stringify(filter)}`, () => {
    const edgeFilter = toEdgeFilter(project, filter);
    const { keys, total } = chooseNodes(project, filter, edgeFilter);
    const nodes = keys.map((key) =>
      project.get<Node>('SELECT id, name, type, triples FROM entity WHERE key = ?', key),
    );
    const edges = loadEdges(project, keys, edgeFilter, (at) => nodes[at]?.triples ?? 0);
    return toColumns(project, keys, nodes, edges, total);
  });
}

function chooseNodes(project: Project, filter: GraphFilter, edges: EdgeFilter): Nodes {
  const { around, hops = 1, types, limit = 300 } = filter;
  if (around) return listNearest(project, { around, hops, types, limit }, edges);
  if (edges.document !== undefined) return listDocumentNodes(project, edges.document, types, limit);
  if (edges.predicates || edges.minScore > 0)
    return listFilteredNodes(project, edges, types, limit);
  return listTopNodes(project, types, limit);
}

function toEdgeFilter(
  project: Project,
  { predicates, minScore = 0, document }: GraphFilter,
): EdgeFilter {
  const found =
    document === undefined
      ? undefined
      : (project.find<{ key: number }>('SELECT key FROM document WHERE id = ?', document)?.key ??
        -1);
  return { predicates, minScore, document: found };
}

function toColumns(
  project: Project,
  keys: readonly number[],
  nodes: readonly Node[],
  edges: readonly Edge[],
  total: number,
): GraphView {
  const types = new Map<string, number>();
  const predicates = new Map<string, number>();
  const phraseOf = loadPhrases(project);
  const type = Uint16Array.from(nodes, (node) => toCode(types, node.type));
  const predicate = Uint16Array.from(edges, (edge) => toCode(predicates, edge.predicate));
  return {
    ids: nodes.map(({ id }) => id),
    names: nodes.map(({ name }) => name),
    type,
    types: [...types.keys()],
    degree: Uint32Array.from(nodes, ({ triples }) => triples),
    from: Uint32Array.from(edges, ({ from }) => from),
    to: Uint32Array.from(edges, ({ to }) => to),
    triples: edges.map(({ id }) => id),
    predicate,
    predicates: [...predicates.keys()],
    phrases: [...predicates.keys()].map(phraseOf),
    score: Float32Array.from(edges, ({ score }) => score),
    positions: loadPositions(project, keys),
    total,
  };
}

function toCode(codes: Map<string, number>, name: string): number {
  const code = codes.get(name) ?? codes.size;
  codes.set(name, code);
  return code;
}
