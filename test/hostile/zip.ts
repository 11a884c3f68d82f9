import { crc32, deflateRawSync } from 'node:zlib';

/** One entry with whatever its headers shall say; what is left out is the truth. */
export interface ZipPart {
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array;
  readonly stored?: boolean;
  /** Sizes that the headers claim. */
  readonly size?: number;
  readonly packed?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  /** Unix mode bits in the upper half of the external attributes. */
  readonly mode?: number;
  /** Where the directory says that it begins. */
  readonly at?: number;
  readonly extra?: Uint8Array;
}

/** A zip archive (PKWARE APPNOTE 6.3.10) with explicit headers: true ones, and lying ones. */
export function writeZip(
  parts: readonly ZipPart[],
  {
    directory = true,
    comment = '',
  }: { readonly directory?: boolean; readonly comment?: string } = {},
): Uint8Array {
  const pieces: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const data = part.data ?? new Uint8Array();
    const packed = part.stored ? Buffer.from(data) : deflateRawSync(data, { level: 9 });
    const name = Buffer.from(part.name);
    const extra = Buffer.from(part.extra ?? []);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(part.flags ?? 0x800, 2);
    common.writeUInt16LE(part.method ?? (part.stored ? 0 : 8), 4);
    common.writeUInt32LE(part.crc ?? crc32(data), 10);
    common.writeUInt32LE(part.packed ?? packed.length, 14);
    common.writeUInt32LE(part.size ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    common.writeUInt16LE(extra.length, 24);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, extra, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((part.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(part.at ?? at, 10);
    const made = Buffer.from([20, 3]);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02'), made, common, rest, name, extra]));
    pieces.push(local);
    at += local.length;
  }
  if (!directory) return Buffer.concat(pieces);
  const list = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...pieces, list, end, Buffer.from(comment, 'latin1')]);
}
