/** The picture's colours, read from the tokens: a canvas knows no custom properties. */
export interface Colours {
  readonly canvas: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly line: string;
  readonly accent: string;
  readonly hues: readonly string[];
}

const HUES = 8;

/** `inside` is where the tokens hold; what the browser computes is what is drawn. */
export function readColours(inside: HTMLElement): Colours {
  const probe = document.createElement('span');
  inside.append(probe);
  const drawn = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    if (!drawn) return '#888888';
    // Through a pixel: computed colours may come as oklch(), which WebGL's reader does not parse.
    drawn.fillStyle = getComputedStyle(probe).color;
    drawn.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = drawn.getImageData(0, 0, 1, 1).data;
    return toHex(r, g, b);
  };
  const colours = {
    canvas: read('--canvas'),
    ink: read('--ink'),
    inkSoft: read('--ink-soft'),
    line: read('--line-strong'),
    accent: read('--accent'),
    hues: Array.from({ length: HUES }, (_, k) => read(`--hue-${k}`)),
  };
  probe.remove();
  return colours;
}

/** `part` of `colour` over the canvas: opacity without blending, so that what lies below does not shine through. */
export function mix(colour: string, canvas: string, part: number): string {
  const at = (text: string, k: number) => Number.parseInt(text.slice(1 + 2 * k, 3 + 2 * k), 16);
  const [r = 0, g = 0, b = 0] = [0, 1, 2].map((k) =>
    Math.round(at(colour, k) * part + at(canvas, k) * (1 - part)),
  );
  return toHex(r, g, b);
}

function toHex(r: number, g: number, b: number): string {
  return `#${[r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
