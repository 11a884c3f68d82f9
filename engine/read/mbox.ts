import { decodeWords, parseEntity } from './mime.ts';
import { toContents } from './contents.ts';
import { limits } from './limits.ts';
import type { BytesReader, LazyPart, Source } from './reader.ts';
import { cleanRunning } from './characters.ts';

/** Mailboxes (RFC 4155 and its relatives): each message is a document of its own. */
export const mbox: BytesReader = {
  input: 'bytes',
  format: 'mbox',
  mimes: ['application/mbox'],
  judge: (head) => (isMailbox(head) ? 'certain' : 'no'),
  read: async ({ bytes }) => {
    const messages = findMessages(bytes);
    const kept = messages.slice(0, limits.messages);
    const draft = toContents(
      kept.map(({ start, end }, i) => `${toName(i)}\t${findSubject(bytes, start, end)}`.trim()),
      kept.length,
    );
    return messages.length === kept.length
      ? draft
      : {
          ...draft,
          damage: {
            code: 'too-large',
            detail: `Only the first ${kept.length} of ${messages.length} messages are read.`,
          },
        };
  },
  eachPart,
};

/** The separator line `From sender date`, then a header field. */
function isMailbox(text: string): boolean {
  return /^\ufeff?From \S+ .*\d{4}.*\r?\n(?:>?[\w-]+:)/.test(text);
}

interface Message {
  readonly start: number;
  readonly end: number;
}

const lineFeed = 0x0a;

/**
 * Where the messages lie, without their separator lines. A separator stands after a blank line (or first) and looks like one:
 * "From now on" in a letter is none.
 */
function findMessages(bytes: Uint8Array): Message[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const starts: { at: number; body: number }[] = [];
  for (let at = buffer.indexOf('From '); at >= 0; at = buffer.indexOf('From ', at + 5)) {
    if (!isAfterBlank(buffer, at)) continue;
    const end = buffer.indexOf(lineFeed, at);
    const line = buffer
      .subarray(at, Math.min(end < 0 ? buffer.length : end, at + 300))
      .toString('latin1');
    if (!/^From \S+ .*\d{4}/.test(line)) continue;
    starts.push({ at, body: end < 0 ? buffer.length : end + 1 });
  }
  return starts.map(({ body }, i) => ({ start: body, end: starts[i + 1]?.at ?? buffer.length }));
}

function isAfterBlank(buffer: Buffer, at: number): boolean {
  if (at === 0 || (at === 3 && buffer[0] === 0xef)) return true;
  if (buffer[at - 1] !== lineFeed) return false;
  return buffer[at - 2] === lineFeed || (buffer[at - 2] === 0x0d && buffer[at - 3] === lineFeed);
}

function toName(position: number): string {
  return `${String(position + 1).padStart(5, '0')}.eml`;
}

function findSubject(bytes: Uint8Array, start: number, end: number): string {
  const head = Buffer.from(bytes.subarray(start, Math.min(end, start + 64 * 1024)));
  return cleanRunning(
    decodeWords(parseEntity(head.toString('latin1')).fields.get('subject') ?? ''),
  );
}

async function* eachPart({ bytes }: Source): AsyncGenerator<LazyPart> {
  for (const [i, { start, end }] of findMessages(bytes).slice(0, limits.messages).entries())
    yield {
      name: toName(i),
      size: end - start,
      mediaType: 'message/rfc822',
      load: () => unquote(bytes.subarray(start, end)),
    };
}

/** A line of a letter that began with `From ` was written as `>From ` (mboxrd: one `>` more than it had). */
function unquote(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  return text.includes('\n>') && /\n>+From /.test(text)
    ? Buffer.from(text.replace(/\n>(>*From )/g, '\n$1'), 'latin1')
    : Buffer.from(bytes);
}
