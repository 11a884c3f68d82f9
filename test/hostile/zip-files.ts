import { cutAt, times, utf8, type HostileFile } from './hostile-file.ts';
import { writeZip, type ZipPart } from './zip.ts';

const text = utf8('Anna Berg works for Harbour Works in Oslo. 📡');
const plain: ZipPart = { name: 'a.txt', data: text };
const zeros = new Uint8Array(20_000_000);

function nested(depth: number): Uint8Array {
  let bytes = writeZip([plain]);
  for (let i = 0; i < depth; i += 1)
    bytes = writeZip([{ name: `${i}.zip`, data: bytes, stored: true }]);
  return bytes;
}

/** Forty thousand entries that all point at one file of 10 MB: some 400 GB, declared in a few MB. */
function overlapping(count: number): Uint8Array {
  const big: ZipPart = { name: 'big.txt', data: new Uint8Array(10_000_000) };
  const others = Array.from({ length: count }, (_, i): ZipPart => ({
    ...big,
    name: `${i}.txt`,
    data: new Uint8Array(),
    at: 0,
    size: 10_000_000,
    packed: 9_700,
  }));
  return writeZip([big, ...others]);
}

/** Archives as such. Names of entries may never become names of files. */
export function listZipFiles(): HostileFile[] {
  const one = (name: string, parts: readonly ZipPart[], options = {}) => ({
    name: `${name}.zip`,
    bytes: writeZip(parts, options),
  });
  return [
    one('zip-bomb', [plain, { name: 'bomb.txt', data: zeros }]),
    one('zip-lies-small', [
      { ...plain, size: 3 },
      { name: 'bomb.txt', data: zeros, size: 10 },
    ]),
    one('zip-lies-large', [{ ...plain, size: 0xfffffff0 }]),
    one('zip-lies-packed', [{ ...plain, packed: 0x7fffffff }]),
    one('zip-twice', [plain, { name: 'a.txt', data: utf8('Peter Holt lives in Bristol.') }]),
    one('zip-climbs', [{ ...plain, name: '../../../evil.txt' }]),
    one('zip-absolute', [{ ...plain, name: '/etc/evil.txt' }]),
    one('zip-drive', [{ ...plain, name: 'C:\\evil.txt' }]),
    one('zip-unc', [{ ...plain, name: '\\\\server\\share\\evil.txt' }]),
    one('zip-backslash', [{ ...plain, name: '..\\..\\evil.txt' }]),
    one('zip-nul', [{ ...plain, name: 'evil.txt\0.pdf' }]),
    one('zip-device', [
      { ...plain, name: 'CON' },
      { ...plain, name: 'aux.txt' },
    ]),
    one('zip-invalid-name', [{ ...plain, name: new Uint8Array([0xff, 0xfe, 0x2e, 0x74]) }]),
    one('zip-bidi-name', [{ ...plain, name: 'annual\u202efdp.txt' }]),
    one('zip-long-name', [{ ...plain, name: times('n', 60_000) }]),
    one('zip-empty-name', [
      { ...plain, name: '' },
      { ...plain, name: '.' },
      { ...plain, name: '..' },
    ]),
    one('zip-symlink', [{ name: 'link', data: utf8('/etc/passwd'), mode: 0o120777, stored: true }]),
    one('zip-encrypted', [{ ...plain, flags: 0x801 }]),
    one('zip-unknown-method', [{ ...plain, method: 99 }]),
    one('zip-wrong-crc', [{ ...plain, crc: 1 }]),
    one('zip-no-directory', [plain], { directory: false }),
    one('zip-bad-extra', [{ ...plain, extra: new Uint8Array([1, 0, 0xff, 0xff, 0]) }]),
    one('zip-64-odd', [
      {
        ...plain,
        size: 0xffffffff,
        packed: 0xffffffff,
        extra: new Uint8Array([1, 0, 4, 0, 1, 2, 3, 4]),
      },
    ]),
    one('zip-directory-lies', [{ ...plain, at: 0x7fffffff }]),
    one('zip-in-comment', [plain], { comment: Buffer.from(writeZip([plain])).toString('latin1') }),
    one(
      'zip-many',
      Array.from({ length: 12_000 }, (_, i) => ({ name: `${i}.txt`, stored: true })),
    ),
    { name: 'zip-overlaps.zip', bytes: overlapping(500) },
    { name: 'zip-nested-15.zip', bytes: nested(15) },
    { name: 'zip-before-text.zip', bytes: Buffer.concat([utf8('#!/bin/sh\n'), writeZip([plain])]) },
    { name: 'zip-only-end.zip', bytes: writeZip([]) },
    ...cutAt('zip.zip', writeZip([plain, { name: 'b.txt', data: utf8(times('Oslo. ', 500)) }]), 20),
  ];
}
