import { decode } from './charset.ts';

/** One entity of a mail message (RFC 2045): its fields, and its body as a string of bytes (Latin-1). */
export interface Entity {
  /** Lower-case names; of a repeated field the first one. */
  readonly fields: ReadonlyMap<string, string>;
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly isAttachment: boolean;
  readonly fileName: string | undefined;
  readonly body: string;
}

/** More of a message's head is not a head. UTF-16 units. */
const longestHead = 256 * 1024;

/** Takes an entity apart; without a Content-Type it is plain text (RFC 2045, 5.2). Never throws. */
export function parseEntity(bytes: string): Entity {
  const split = /\r?\n\r?\n/.exec(bytes.slice(0, longestHead));
  const headEnd = /^\r?\n/.test(bytes) ? 0 : (split?.index ?? bytes.length);
  const head = bytes.slice(0, headEnd);
  const body = bytes.slice(headEnd + (split && headEnd > 0 ? split[0].length : 0));
  const fields = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  const { value: type, parameters } = parseParameters(fields.get('content-type') ?? 'text/plain');
  const disposition = parseParameters(fields.get('content-disposition') ?? '');
  const fileName = disposition.parameters.get('filename') ?? parameters.get('name');
  return {
    fields,
    type: type || 'text/plain',
    parameters,
    isAttachment:
      disposition.value === 'attachment' ||
      (fileName !== undefined && disposition.value !== 'inline'),
    fileName: fileName === undefined ? undefined : decodeWords(fileName),
    body,
  };
}

/** `text/plain; charset="UTF-8"`, with the continuations and charsets of RFC 2231. */
function parseParameters(field: string): { value: string; parameters: Map<string, string> } {
  const parameters = new Map<string, string>();
  const extended = new Map<string, string>();
  for (const [, name = '', quoted, bare] of field.matchAll(
    /;\s*([\w.*-]+)\s*=\s*(?:"((?:[^"\\]|\\.){0,2000})"|([^\s;]+))/g,
  )) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '';
    const star = /^([\w.-]+)\*(?:\d+)?\*?$/.exec(name.toLowerCase());
    if (star?.[1]) extended.set(star[1], (extended.get(star[1]) ?? '') + value);
    else parameters.set(name.toLowerCase(), value);
  }
  for (const [name, value] of extended) {
    const found = /^([\w-]*)'[^']*'(.*)$/.exec(value);
    const bytes = Buffer.from(unescapePercent(found?.[2] ?? value), 'latin1');
    parameters.set(name, toText(bytes, found?.[1]) ?? value);
  }
  return { value: (field.split(';', 1)[0] ?? '').trim().toLowerCase(), parameters };
}

function unescapePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The entities of a multipart body (RFC 2046, 5.1), at most `most` of them. */
export function splitParts(body: string, boundary: string, most: number): string[] {
  const parts: string[] = [];
  const mark = `--${boundary}`;
  let start = -1;
  for (
    let at = body.indexOf(mark);
    at >= 0 && parts.length < most;
    at = body.indexOf(mark, at + mark.length)
  ) {
    if (at > 0 && body[at - 1] !== '\n') continue;
    if (start >= 0) parts.push(body.slice(start, at).replace(/\r?\n$/, ''));
    if (body.startsWith('--', at + mark.length)) return parts;
    const line = body.indexOf('\n', at);
    start = line < 0 ? body.length : line + 1;
  }
  // A message cut short has no closing boundary.
  if (start >= 0 && parts.length < most) parts.push(body.slice(start));
  return parts;
}

/** The bytes of a body, its transfer encoding undone. */
export function toBytes({ fields, body }: Entity): Uint8Array {
  const encoding = fields.get('content-transfer-encoding')?.toLowerCase() ?? '';
  if (encoding.startsWith('base64')) return Buffer.from(body, 'base64');
  if (encoding.startsWith('quoted-printable')) return Buffer.from(fromQuoted(body), 'latin1');
  return Buffer.from(body, 'latin1');
}

function fromQuoted(text: string): string {
  // White space at a line's end is padding. Not by a pattern: on a long run of it that takes quadratic time.
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines
    .join('\r\n')
    .replaceAll('=\r\n', '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The characters of a text part, by its declared charset if that is known and fits, else as any text file. */
export async function toCharacters(entity: Entity): Promise<string> {
  const bytes = toBytes(entity);
  return toText(bytes, entity.parameters.get('charset')) ?? (await decode(bytes)).text;
}

function toText(bytes: Uint8Array, charset: string | undefined): string | undefined {
  if (charset === undefined || /^us-ascii$/i.test(charset)) return undefined;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Encoded words of header fields (RFC 2047): `=?UTF-8?B?…?=`, also broken over several. */
export function decodeWords(field: string): string {
  const raw = /[\u0080-\u00ff]/.test(field)
    ? (toText(Buffer.from(field, 'latin1'), 'utf-8') ?? field)
    : field;
  return raw
    .replace(/(=\?[^?\s]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(
      /(?:=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=)/gi,
      (whole: string, charset: string, kind: string, text: string) => {
        const bytes =
          kind.toLowerCase() === 'b'
            ? Buffer.from(text, 'base64')
            : Buffer.from(fromQuoted(text.replaceAll('_', '=20')), 'latin1');
        return (
          toText(bytes, charset) ?? (/ascii/i.test(charset) ? bytes.toString('latin1') : whole)
        );
      },
    );
}
