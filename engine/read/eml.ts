import { assemble, type Piece } from './assemble.ts';
import { cleanLines, cleanRunning } from './characters.ts';
import { toTextBlocks } from './html-blocks.ts';
import { decodeWords, type Entity, parseEntity, splitParts, toCharacters } from './mime.ts';
import type { BytesReader, Metadata } from './reader.ts';
import { toPlainPieces } from './txt.ts';

/** Mail messages (RFC 5322, MIME). Sender, date and subject are metadata; a message inside a message is read too. */
export const eml: BytesReader = {
  input: 'bytes',
  format: 'eml',
  mimes: ['message/rfc822'],
  judge: (head) => (isMail(head) ? 'certain' : 'no'),
  read: async ({ bytes }) => {
    const message = parseEntity(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
    );
    const pieces = await toPieces(message, 0);
    return {
      ...assemble([...toSubject(message), ...pieces]),
      pages: [],
      metadata: toMetadata(message),
    };
  },
};

const deepest = 12;
const mostParts = 500;

/** Fields of which every message has some. */
const usual = [
  'from',
  'to',
  'date',
  'subject',
  'message-id',
  'mime-version',
  'received',
  'return-path',
];

/** RFC 5322: the text begins with a block of header fields, at least three of them usual ones. */
function isMail(text: string): boolean {
  const head = text.replace(/^\ufeff?From \S+ [^\n]*\n/, '').split(/\r?\n\r?\n/, 1)[0] ?? '';
  const lines = head.split(/\r?\n/);
  if (!lines.every((line) => /^(?:[\w-]+:|[ \t])/.test(line))) return false;
  const names = new Set(lines.map((line) => line.slice(0, line.indexOf(':')).toLowerCase()));
  return usual.filter((name) => names.has(name)).length >= 3;
}

function toSubject({ fields }: Entity): Piece[] {
  const subject = fields.get('subject');
  return subject ? [{ kind: 'heading', level: 1, text: decodeWords(subject) }] : [];
}

async function toPieces(entity: Entity, depth: number): Promise<Piece[]> {
  if (depth > deepest) return [];
  const { type, parameters, fileName, isAttachment } = entity;
  const title: Piece[] =
    isAttachment && fileName ? [{ kind: 'heading', level: 2, text: fileName }] : [];
  const boundary = parameters.get('boundary');
  if (type.startsWith('multipart/') && boundary) {
    const parts = splitParts(entity.body, boundary, mostParts).map(parseEntity);
    const chosen = type === 'multipart/alternative' ? chooseAlternative(parts) : parts;
    const pieces = [];
    for (const part of chosen) pieces.push(...(await toPieces(part, depth + 1)));
    return pieces;
  }
  if (type === 'message/rfc822') {
    const inner = parseEntity(entity.body.replace(/^(?:\r?\n)*From [^\n]*\n/, ''));
    return [...toSubject(inner), ...(await toPieces(inner, depth + 1))];
  }
  if (type === 'text/html') {
    const { parse } = await import('parse5');
    const blocks = toTextBlocks(parse(await toCharacters(entity), { scriptingEnabled: false }));
    return [...title, ...blocks.map(({ kind, text }): Piece => ({ kind, text }))];
  }
  if (type === 'text/plain' || type === 'text/markdown')
    return [...title, ...toPlainPieces(cleanLines(await toCharacters(entity)))];
  // Named, so that the reader sees what the message carried; a frame, because it is no sentence of it.
  return [{ kind: 'frame', text: fileName ? `${fileName} (${type})` : type }];
}

/** Of versions of one text the plain one, if it says anything: the others add layout only. */
function chooseAlternative(parts: readonly Entity[]): readonly Entity[] {
  const plain = parts.find(({ type, body }) => type === 'text/plain' && body.trim() !== '');
  const rich = parts.find(({ type }) => type === 'text/html' || type.startsWith('multipart/'));
  const chosen = plain ?? rich;
  return chosen ? [chosen] : parts;
}

function toMetadata({ fields }: Entity): Metadata {
  const get = (name: string) => cleanRunning(decodeWords(fields.get(name) ?? ''));
  const [title, author, generator] = [get('subject'), get('from'), get('x-mailer')];
  const time = new Date(get('date'));
  return {
    ...(title && { title }),
    ...(author && { author }),
    ...(Number.isNaN(time.getTime()) ? {} : { created: time.toISOString() }),
    ...(generator && { generator }),
  };
}
