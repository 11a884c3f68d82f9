import type { DefaultTreeAdapterTypes } from 'parse5';
import type { RawCell } from './cells.ts';

type Element = DefaultTreeAdapterTypes.Element;

/** A cell may claim to span a million columns. */
const widestSpan = 100;

/** Gives each cell its place in its table, with what spans rows and columns counted (HTML standard, 4.9.12). */
export function createTablePlaces(): (cell: Element) => RawCell | undefined {
  const places = new Map<Element, ReadonlyMap<Element, RawCell>>();
  return (cell) => {
    const table = findTable(cell);
    if (!table) return undefined;
    const known = places.get(table) ?? toPlaces(table, places.size);
    places.set(table, known);
    return known.get(cell);
  };
}

function findTable(cell: Element): Element | undefined {
  for (let node = cell.parentNode; node; node = 'parentNode' in node ? node.parentNode : null)
    if (node.nodeName === 'table') return node;
  return undefined;
}

function toPlaces(table: Element, number: number): ReadonlyMap<Element, RawCell> {
  const places = new Map<Element, RawCell>();
  /** Columns that cells of rows above still fill, and for how many rows. */
  const filled = new Map<number, number>();
  listRows(table).forEach((line, row) => {
    let column = 0;
    const started: [number, number][] = [];
    for (const cell of childrenOf(line, ['td', 'th'])) {
      while ((filled.get(column) ?? 0) > 0) column++;
      places.set(cell, { table: number, row, column, isHead: cell.tagName === 'th' });
      const down = toSpan(cell, 'rowspan');
      for (let wide = toSpan(cell, 'colspan'); wide > 0; wide--, column++)
        if (down > 1) started.push([column, down - 1]);
    }
    for (const [at, rows] of filled) filled.set(at, rows - 1);
    for (const [at, rows] of started) filled.set(at, rows);
  });
  return places;
}

function listRows(table: Element): Element[] {
  return childrenOf(table, ['tr', 'thead', 'tbody', 'tfoot']).flatMap((child) =>
    child.tagName === 'tr' ? [child] : childrenOf(child, ['tr']),
  );
}

function childrenOf(element: Element, names: readonly string[]): Element[] {
  return element.childNodes.filter(
    (node): node is Element => 'tagName' in node && names.includes(node.tagName),
  );
}

function toSpan(cell: Element, name: 'rowspan' | 'colspan'): number {
  const span = Number(cell.attrs.find((one) => one.name === name)?.value ?? 1);
  return Number.isInteger(span) && span > 0 ? Math.min(span, widestSpan) : 1;
}
