/** The middle of a mark and its upper and lower edge, in pixels of what it stands in. */
export interface Corner {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** Below a line of text there is this much room for a line, in pixels. */
const DROP = 5;
const TIP = 3.5;

/**
 * A line from one mark to another with a tip at the second, as paths of an SVG. On one line of text it runs below
 * both; otherwise it leaves below the upper mark, runs in the gap between lines, and meets the lower one from above.
 */
export function toBracket(
  from: Corner,
  to: Corner,
): { readonly path: string; readonly tip: string } {
  const sameLine = from.top < to.bottom && to.top < from.bottom;
  if (sameLine) {
    const y = Math.max(from.bottom, to.bottom) + DROP;
    return {
      path: `M${from.x} ${from.bottom}V${y}H${to.x}V${to.bottom + 1}`,
      tip: toTip(to.x, to.bottom, 1),
    };
  }
  if (from.top < to.top) {
    return {
      path: `M${from.x} ${from.bottom}V${from.bottom + DROP}H${to.x}V${to.top - 1}`,
      tip: toTip(to.x, to.top, -1),
    };
  }
  return {
    path: `M${from.x} ${from.top}V${from.top - DROP}H${to.x}V${to.bottom + 1}`,
    tip: toTip(to.x, to.bottom, 1),
  };
}

/** A triangle whose point touches `y`; it lies below (1) or above (-1). */
function toTip(x: number, y: number, side: 1 | -1): string {
  const base = y + side * TIP * 1.4;
  return `M${x} ${y}L${x - TIP} ${base}L${x + TIP} ${base}Z`;
}
