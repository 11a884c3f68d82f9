/** Bytes made text, and how. */
export interface Decoded {
  readonly text: string;
  /** WHATWG name of the encoding. */
  readonly charset: string;
}

/** Names under which detectors know a set, to the wider set of the WHATWG standard that contains it. */
const wider: Readonly<Record<string, string>> = {
  ascii: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'iso-8859-9': 'windows-1254',
  'windows-949': 'euc-kr',
  cp949: 'euc-kr',
  ms932: 'shift_jis',
  cp932: 'shift_jis',
  'tis-620': 'windows-874',
  'x-mac-cyrillic': 'x-mac-cyrillic',
};

/** A detector is shown this much: enough letters, and linear in time whatever the file's length. */
const sampleBytes = 64 * 1024;

/**
 * Text of bytes in an unknown encoding: by byte order mark, else as UTF-16 without a mark, else as strict UTF-8,
 * else as an HTML or XML document declares, else as the letter statistics of jschardet say, else windows-1252
 * (which takes any byte). Never throws.
 */
export async function decode(bytes: Uint8Array): Promise<Decoded> {
  // Before UTF-8: a zero is a valid character there.
  const marked = byMark(bytes) ?? byZeros(bytes);
  if (marked) return { text: toText(bytes, marked), charset: marked };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), charset: 'utf-8' };
  } catch {
    // Not UTF-8.
  }
  const charset = byDeclaration(bytes) ?? (await byStatistics(bytes)) ?? 'windows-1252';
  return { text: toText(bytes, charset), charset };
}

function toText(bytes: Uint8Array, charset: string): string {
  return new TextDecoder(charset).decode(bytes);
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 of mostly Latin text has a zero in every second byte. */
function byZeros(bytes: Uint8Array): string | undefined {
  const length = Math.min(bytes.length, 4096) & ~1;
  if (length < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const half = length / 2;
  if (odd > half * 0.5 && even < half * 0.05) return 'utf-16le';
  if (even > half * 0.5 && odd < half * 0.05) return 'utf-16be';
  return undefined;
}

function byDeclaration(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 2048));
  const found = /<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)/i.exec(
    head,
  )?.[1];
  const charset = found === undefined ? undefined : toKnown(found);
  // A declared UTF-8 has just been disproved.
  return charset === 'utf-8' || charset?.startsWith('utf-16') ? undefined : charset;
}

async function byStatistics(bytes: Uint8Array): Promise<string | undefined> {
  const { detect } = (await import('jschardet')).default;
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const start = Math.max(0, first - 1024);
  const sample = bytes.subarray(start, start + sampleBytes);
  const found = detect(Buffer.from(sample.buffer, sample.byteOffset, sample.length));
  return found.encoding === null || found.confidence < 0.2 ? undefined : toKnown(found.encoding);
}

/** A label that `TextDecoder` takes, or undefined. */
function toKnown(label: string): string | undefined {
  const name = label.toLowerCase();
  try {
    return new TextDecoder(wider[name] ?? name).encoding;
  } catch {
    return undefined;
  }
}
