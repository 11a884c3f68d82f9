"""Plain line charts as SVG, readable on light and on dark pages."""
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 56, 170, 40, 44
COLOURS = ("#1f77b4", "#d95f02", "#1b9e77", "#7570b3", "#b8860b", "#e7298a")


def ticks(low, high, count=5):
    step = (high - low) / count or 1
    unit = 10 ** (len(str(int(step))) - 1) if step >= 1 else 0.1
    step = max(unit, round(step / unit) * unit)
    first = int(low / step) * step
    out = []
    while first <= high + 1e-9:
        if first >= low - 1e-9:
            out.append(round(first, 6))
        first += step
    return out


def chart(title, x_name, y_name, series: dict[str, list[tuple[float, float]]]) -> str:
    """`series`: name -> points (x, y). A series whose name ends in "frozen" is dashed."""
    points = [p for line in series.values() for p in line]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(0, min(ys)) if min(ys) < 20 else min(ys) - 2, max(ys) + 2
    at_x = lambda x: LEFT + (x - x0) / ((x1 - x0) or 1) * (WIDTH - LEFT - RIGHT)
    at_y = lambda y: HEIGHT - BOTTOM - (y - y0) / ((y1 - y0) or 1) * (HEIGHT - TOP - BOTTOM)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
           f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           f'<text x="{LEFT}" y="22" font-size="14" fill="#222">{escape(title)}</text>']
    for y in ticks(y0, y1):
        out.append(f'<path d="M{LEFT} {at_y(y):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/><text x="{LEFT - 6}" y="{at_y(y) + 4:.1f}" text-anchor="end" fill="#444">{y:g}</text>')
    for x in ticks(x0, x1, 6):
        out.append(f'<text x="{at_x(x):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#444">{x:g}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle" fill="#222">{escape(x_name)}</text>')
    out.append(f'<text transform="translate(14 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle" fill="#222">{escape(y_name)}</text>')
    for k, (name, line) in enumerate(series.items()):
        colour, dash = COLOURS[k % len(COLOURS)], ' stroke-dasharray="5 4"' if name.endswith("frozen") else ""
        path = "M" + "L".join(f"{at_x(x):.1f} {at_y(y):.1f}" for x, y in sorted(line))
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        out += [f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3" fill="{colour}"/>' for x, y in line]
        out.append(f'<path d="M{WIDTH - RIGHT + 12} {TOP + 18 * k}h20" stroke="{colour}" stroke-width="2"{dash}/><text x="{WIDTH - RIGHT + 38}" y="{TOP + 4 + 18 * k}" fill="#222">{escape(name)}</text>')
    return "\n".join([*out, "</svg>", ""])
