// The library ships no types for its inner step, which works on plain columns and needs no graph object.
declare module 'graphology-layout-forceatlas2/iterate.js' {
  interface Options {
    readonly linLogMode: boolean;
    readonly outboundAttractionDistribution: boolean;
    readonly adjustSizes: boolean;
    readonly edgeWeightInfluence: number;
    readonly scalingRatio: number;
    readonly strongGravityMode: boolean;
    readonly gravity: number;
    readonly slowDown: number;
    readonly barnesHutOptimize: boolean;
    readonly barnesHutTheta: number;
  }
  /** One iteration in place: ten figures a node (x, y first, fixed last), three an edge. */
  export default function iterate(
    options: Options,
    nodes: Float32Array,
    edges: Float32Array,
  ): unknown;
}
