import type { Settings } from 'sigma/settings';
import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from 'sigma/rendering';
import type { EdgeAttributes, NodeAttributes } from './model.ts';
import type { Colours } from './palette.ts';

type DrawHover = NodeHoverDrawingFunction<NodeAttributes, EdgeAttributes>;
type DrawLabel = NodeLabelDrawingFunction<NodeAttributes, EdgeAttributes>;
type Data = Parameters<DrawLabel>[1];
type Style = Pick<
  Settings<NodeAttributes, EdgeAttributes>,
  'labelFont' | 'labelSize' | 'labelWeight'
>;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Between a node and its name, in pixels. */
const GAP = 4;

/** A name with a rim in the canvas's colour, so that it stays readable over edges. */
function write(
  context: CanvasRenderingContext2D,
  { label, x, y, size }: Pick<Data, 'label' | 'x' | 'y' | 'size'>,
  style: Style,
  { canvas, ink }: Colours,
): void {
  if (!label) return;
  context.font = `${style.labelWeight} ${style.labelSize}px ${style.labelFont}`;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = canvas;
  context.fillStyle = ink;
  const [left, base] = [x + size + GAP, y + style.labelSize / 3];
  context.strokeText(label, left, base);
  context.fillText(label, left, base);
}

/**
 * Names are gathered while sigma goes through its nodes and drawn after: first those that must be seen, then by size,
 * and none over another. Sigma itself draws them as they come.
 */
export class LabelQueue {
  #waiting: { context: CanvasRenderingContext2D; data: Data; style: Style }[] = [];
  readonly #colours: Colours;

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  readonly add: DrawLabel = (context, data, style) => {
    this.#waiting.push({ context, data, style });
  };

  draw(): void {
    const taken: Box[] = [];
    const rank = ({ data }: { data: Data }) =>
      data.size + ('forceLabel' in data && data.forceLabel ? 1000 : 0);
    for (const { context, data, style } of this.#waiting.toSorted((a, b) => rank(b) - rank(a))) {
      context.font = `${style.labelWeight} ${style.labelSize}px ${style.labelFont}`;
      const box = {
        left: data.x - data.size,
        right: data.x + data.size + GAP + context.measureText(data.label ?? '').width,
        top: data.y - style.labelSize * 0.7,
        bottom: data.y + style.labelSize * 0.7,
      };
      if (taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      write(context, data, style, this.#colours);
    }
    this.#waiting = [];
  }
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The chosen or hovered node: a ring and its name. */
export function drawHover(colours: Colours): DrawHover {
  return (context, data, settings) => {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = colours.accent;
    context.stroke();
    write(context, data, { ...settings, labelWeight: '600' }, colours);
  };
}
