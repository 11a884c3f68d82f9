import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Document, Reading } from '#domain/document';
import { read } from '#read/read';

const folder = new URL('../fixtures/read/', import.meta.url).pathname;
/** `UPDATE_FIXTURES=1` writes what is read as the new expectation; look at the difference before keeping it. */
const isUpdating = process.env['UPDATE_FIXTURES'] === '1';

if (isUpdating) await import('./make-fixtures.ts');

/** A Reading as a person checks it: each block with its words. */
function show(reading: Reading): unknown {
  if (!('document' in reading)) return reading;
  const { document, ...state } = reading;
  const { blocks, text, pages, ...rest } = document;
  return {
    ...state,
    ...rest,
    blocks: blocks.map(({ start, end, kind, level, page, box }) => ({
      kind: level === undefined ? kind : `${kind} ${level}`,
      ...(page === undefined ? {} : { page }),
      ...(box === undefined
        ? {}
        : { box: [box.left, box.top, box.width, box.height].map(Math.round).join(' ') }),
      text: text.slice(start, end),
    })),
    pages: pages.map(
      (page) => `${page.number}: ${page.width}x${page.height} ${show40(document, page)}`,
    ),
  };
}

function show40(document: Document, { start, end }: { start: number; end: number }): string {
  return document.text.slice(start, Math.min(end, start + 40));
}

describe('a file is read as its folder expects', () => {
  it.each(readdirSync(folder).sort())('%s', async (name) => {
    const input =
      readdirSync(join(folder, name)).find((file) => file.startsWith('input.')) ?? 'input';
    const bytes = new Uint8Array(readFileSync(join(folder, name, input)));
    const got = show(await read({ name: input, bytes }));
    const path = join(folder, name, 'expected.json');
    if (isUpdating || !existsSync(path)) writeFileSync(path, `${JSON.stringify(got, null, 2)}\n`);
    expect(got).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });
});
