import { drawStraightEdgeLabel } from 'sigma/rendering';
import type { Settings } from 'sigma/settings';
import type { EdgeDisplayData, NodeDisplayData, PartialButFor } from 'sigma/types';
import type { EdgeAttributes, NodeAttributes } from './model.ts';

/** Pixels left free on both sides of the words together. */
const AIR = 8;

/** Says what an edge is where there is room for the whole of it: the first three letters of "works for" tell nobody anything. */
export function drawEdgeLabel(
  context: CanvasRenderingContext2D,
  edge: PartialButFor<EdgeDisplayData, 'label' | 'color' | 'size'>,
  source: PartialButFor<NodeDisplayData, 'x' | 'y' | 'size'>,
  target: PartialButFor<NodeDisplayData, 'x' | 'y' | 'size'>,
  settings: Settings<NodeAttributes, EdgeAttributes>,
): void {
  if (!edge.label) return;
  const { edgeLabelSize, edgeLabelWeight, edgeLabelFont } = settings;
  context.font = `${edgeLabelWeight} ${edgeLabelSize}px ${edgeLabelFont}`;
  const length = Math.hypot(target.x - source.x, target.y - source.y) - source.size - target.size;
  if (context.measureText(edge.label).width + AIR <= length)
    drawStraightEdgeLabel(context, edge, source, target, settings);
}
