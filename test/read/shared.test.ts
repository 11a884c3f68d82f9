import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInside } from '#read/inside';
import { read } from '#read/read';
import { checkDocument } from './check-document.ts';

const folder = join(
  process.env['ESPALIER_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'),
  'data/documents',
);

interface Expected {
  readonly file: string;
  readonly expect: string;
  readonly password?: string;
  readonly must_find?: string | readonly string[];
  readonly must_not_find?: readonly string[];
}

const flatten = (text: string) => text.replace(/\s+/g, ' ');

describe.skipIf(!existsSync(folder))(`the documents of ${folder}`, () => {
  const { files } = existsSync(folder)
    ? (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: Expected[] })
    : { files: [] };
  it.each(files.map((file) => [file.file, file] as const))('%s', async (name, wanted) => {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const reading = await read({ name, bytes });
    let text = 'document' in reading ? flatten(reading.document.text) : '';
    for await (const inner of readInside({ name, bytes }, reading))
      if ('document' in inner.reading) {
        checkDocument(inner.reading.document);
        text += ` ${flatten(inner.reading.document.text)}`;
      }
    if ('document' in reading) checkDocument(reading.document);
    for (const part of wanted.must_not_find ?? []) expect(text).not.toContain(flatten(part));
    if (wanted.expect === 'no-text-layer') expect(reading).toMatchObject({ code: 'no-text-layer' });
    if (wanted.expect === 'rejected') expect('document' in reading).toBe(false);
    if (wanted.expect === 'needs-password') {
      expect(reading).toMatchObject({ state: 'skipped', code: 'needs-password' });
      const opened = await read({ name, bytes, password: wanted.password ?? '' });
      expect('document' in opened && flatten(opened.document.text)).toContain(wanted.must_find);
    }
    if (wanted.expect === 'text')
      for (const part of [wanted.must_find ?? []].flat()) expect(text).toContain(flatten(part));
  });
});
