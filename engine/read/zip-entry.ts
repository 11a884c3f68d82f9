import { crc32, inflateRawSync } from 'node:zlib';
import { limits } from './limits.ts';
import { isRefusal, quarantined, type Refusal, skipped } from './reader.ts';
import { decryptAes, decryptTraditional } from './zip-decrypt.ts';
import { findExtra, type ZipEntry } from './zip-directory.ts';

/**
 * The bytes of one member, counted while they are unpacked, whatever the archive declares. A wrong password, a ratio of a bomb
 * and a checksum that does not fit are refusals. Throws where the packed data are damaged.
 */
export function loadEntry(
  archive: Uint8Array,
  entry: ZipEntry,
  password: string | undefined,
): Uint8Array | Refusal {
  const packed = findContent(archive, entry);
  if (!packed) return quarantined('broken-file', 'The archive ends inside it.');
  const { content, method } = decrypt(packed, entry, password);
  if (!content) return skipped('needs-password', 'It opens with a password only.');
  if (content.length > limits.memberBytes) return tooLarge(limits.memberBytes);
  if (method !== 0 && method !== 8)
    return skipped('unknown-format', `It is packed by a method that is not read (${method}).`);
  const unpacked = method === 0 ? content : inflate(content, entry.size);
  if (isRefusal(unpacked)) return unpacked;
  // WinZip's second form of AES leaves the checksum out (0): its own code has been checked then.
  const isWhole = (entry.method === 99 && entry.crc === 0) || crc32(unpacked) === entry.crc;
  if (isWhole) return unpacked;
  // One wrong password in 256 passes the traditional encryption's own check.
  return entry.isEncrypted
    ? skipped('needs-password', 'The password does not fit.')
    : quarantined('broken-file', 'Its checksum does not fit: the archive is damaged here.');
}

function inflate(content: Uint8Array, declared: number): Uint8Array | Refusal {
  const allowed = Math.min(
    limits.memberBytes,
    Math.max(limits.ratioFromBytes, limits.ratio * content.length),
  );
  if (declared > allowed) return tooLarge(allowed);
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(1, declared) });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? quarantined('broken-file', 'It unpacks to more than the archive declares.')
      : quarantined('broken-file', 'It is damaged inside the archive.');
  }
}

function tooLarge(most: number): Refusal {
  return quarantined('too-large', `It unpacks to more than ${Math.round(most / 2 ** 20)} MiB.`);
}

/** The content lies behind a header of its own, whose lengths may differ from the list's. */
function findContent(archive: Uint8Array, { offset, packed }: ZipEntry): Uint8Array | undefined {
  if (offset + 30 > archive.length) return undefined;
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  if (view.getUint32(offset, true) !== 0x04034b50) return undefined;
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  return start + packed > archive.length ? undefined : archive.subarray(start, start + packed);
}

function decrypt(
  packed: Uint8Array,
  entry: ZipEntry,
  password: string | undefined,
): { content: Uint8Array | undefined; method: number } {
  if (!entry.isEncrypted) return { content: packed, method: entry.method };
  if (password === undefined) return { content: undefined, method: 0 };
  const aes = findExtra(entry.extra, 0x9901);
  if (entry.method !== 99 || !aes || aes.length < 7)
    return { content: decryptTraditional(packed, entry, password), method: entry.method };
  const method = (aes[5] ?? 0) | ((aes[6] ?? 0) << 8);
  return { content: decryptAes(packed, aes[4] ?? 0, password), method };
}
