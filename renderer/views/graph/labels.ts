import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from 'sigma/rendering';
import type { Colours } from './palette.ts';
import type { EdgeAttributes, NodeAttributes } from './model.ts';

type DrawLabel = NodeLabelDrawingFunction<NodeAttributes, EdgeAttributes>;
type DrawHover = NodeHoverDrawingFunction<NodeAttributes, EdgeAttributes>;

/** A name with a rim in the canvas's colour, so that it stays readable over edges. */
export function drawLabel(colours: () => Colours): DrawLabel {
  return (context, { label, x, y, size }, settings) => {
    if (!label) return;
    const { canvas, ink } = colours();
    context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeStyle = canvas;
    context.fillStyle = ink;
    const [left, base] = [x + size + 4, y + settings.labelSize / 3];
    context.strokeText(label, left, base);
    context.fillText(label, left, base);
  };
}

/** The chosen or hovered node: a ring and its name. */
export function drawHover(colours: () => Colours): DrawHover {
  const name = drawLabel(colours);
  return (context, data, settings) => {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = colours().accent;
    context.stroke();
    name(context, data, { ...settings, labelWeight: '600' });
  };
}
