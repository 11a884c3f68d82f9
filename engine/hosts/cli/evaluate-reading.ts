import { join } from 'node:path';
import type { Reading } from '#domain/document';
import { readBytes } from '#engine/import/source-file';
import { describe, type ExpectedReading, isAsExpected, type WholeReading } from '#read/evaluate';
import { readInside } from '#read/inside';
import { read } from '#read/read';
import { type Arguments, type Output, required } from './command.ts';

/** Reads every file that a folder's manifest names, in this process, and compares with what it expects. */
export async function evaluateReading(
  given: Arguments,
  out: Output,
  readText: (path: string) => string,
): Promise<void> {
  const folder = required(given, 'data');
  const manifest = JSON.parse(readText(join(folder, 'manifest.json'))) as {
    readonly files: readonly ExpectedReading[];
  };
  const failed: { path: string; expected: string; got: string }[] = [];
  for (const expected of manifest.files) {
    const { file, password } = expected;
    out.progress(file);
    const reading = await readFile(folder, file);
    const opened = password === undefined ? undefined : await readFile(folder, file, password);
    if (!isAsExpected(expected, reading, opened))
      failed.push({ path: file, expected: expected.expect, got: describe(reading.reading) });
  }
  const total = manifest.files.length;
  const passed = total - failed.length;
  out.result({ total, passed, failed }, () =>
    [
      `${passed} of ${total} as expected`,
      ...failed.map((one) => `${one.path}: expected ${one.expected}, got ${one.got}`),
    ].join('\n'),
  );
}

async function readFile(folder: string, name: string, password?: string): Promise<WholeReading> {
  const file = await readBytes(join(folder, name));
  if (!file.ok)
    return { reading: { state: 'quarantined', code: file.code, detail: file.detail }, inside: [] };
  const source = { name, bytes: file.bytes, ...(password === undefined ? {} : { password }) };
  const reading = await read(source);
  const inside: Reading[] = [];
  for await (const inner of readInside(source, reading)) inside.push(inner.reading);
  return { reading, inside };
}
