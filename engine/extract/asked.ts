import { createNode, createPort, readGraph, writeGraph } from './onnx.ts';
import type { Graph, Node } from './onnx.ts';

/**
 * A head's graph reads only the cells that decoding can need; which, it finds out itself. Here the same graph is told which:
 * the node that found them gives way to an input, and all weights and all other nodes stay. So what nobody asks for is never
 * computed, the normal graph is not touched, and every head that was ever exported can be asked.
 *
 * `asked` int32: of a table P × 3 (sentence, row, column), of spans M positions among all candidates. A graph over spans gives
 * the logits of all candidates as well, as `all_span_logits`.
 *
 * Undefined where the graph is not built as ours are: then it can only be read as it is.
 */
export function toAskedGraph(model: Uint8Array): Uint8Array | undefined {
  const graph = readGraph(model);
  const finder = createFinder(graph);
  const cells = finder.back('cells', ['Cast']);
  if (cells) return writeGraph(replace(graph, cells, 2, []));
  // spans ← the kept rows of all candidates' logits; the kept ones and one idle one are listed by a Concat.
  const rows = finder.producer(finder.back('span_logits', ['Slice']));
  const kept = finder.producer(rows?.inputs[1]);
  const all = rows?.inputs[0];
  if (rows?.op !== 'Gather' || kept?.op !== 'Concat' || !all || !kept.inputs[0]) return undefined;
  return writeGraph(
    replace(graph, kept.inputs[0], 1, [
      {
        node: createNode('Identity', all, 'all_span_logits'),
        port: createPort('output', 'all_span_logits', 1, 2),
      },
    ]),
  );
}

function createFinder({ nodes }: Graph) {
  const byOutput = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const producer = (name: string | undefined): Node | undefined => byOutput.get(name ?? '');
  return {
    producer,
    /** The tensor that a tensor is made of by these operators, the last first. */
    back(name: string, operators: readonly string[]): string | undefined {
      let at: string | undefined = name;
      for (const operator of operators) {
        const node = producer(at);
        if (node?.op !== operator) return undefined;
        at = node.inputs[0];
      }
      return at;
    },
  };
}

/** int64, which indices are inside a graph. */
const INT64 = 7;

function replace(
  graph: Graph,
  name: string,
  dimensions: number,
  further: readonly { readonly node: Node; readonly port: Uint8Array }[],
): Graph {
  const kept = graph.nodes.filter((node) => !node.outputs.includes(name));
  return {
    ...graph,
    nodes: [createNode('Cast', 'asked', name, INT64), ...kept, ...further.map(({ node }) => node)],
    rest: [
      ...graph.rest,
      createPort('input', 'asked', 6, dimensions),
      ...further.map(({ port }) => port),
    ],
  };
}
