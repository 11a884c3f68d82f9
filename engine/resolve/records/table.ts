/** A table as it was written: a header and rows of as many cells; missing cells are empty. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Semicolons, as where the comma is for decimals, and tabs part cells too: whatever the first line has most of. */
function findSeparator(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const count = (separator: string) => line.replace(/"[^"]*"/gu, '').split(separator).length;
  return [';', '\t', '|'].reduce((best, next) => (count(next) > count(best) ? next : best), ',');
}

/** Comma-separated values (RFC 4180): quoted cells may hold commas, line ends and doubled quotes. Cells are trimmed. */
export function toTable(text: string): Table {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const end = text.length;
  const separator = findSeparator(text);
  const finish = () => {
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  while (at <= end) {
    let cell = '';
    while (text[at] === ' ') at += 1;
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) {
          cell += text.slice(at);
          at = end;
          break;
        }
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    }
    const start = at;
    while (at < end && text[at] !== separator && text[at] !== '\n') at += 1;
    row.push((cell + text.slice(start, at)).trim());
    if (text[at] !== separator) finish();
    at += 1;
  }
  const [header = [], ...body] = rows;
  return { header, rows: body.map((cells) => header.map((_, place) => cells[place] ?? '')) };
}
