import type { MetadataKey } from '#domain/document';
import { assemble, type Piece } from './assemble.ts';
import { cleanLines, cleanRunning } from './characters.ts';
import { toPiece, toTextBlocks } from './html-blocks.ts';
import { limits } from './limits.ts';
import {
  decodeWords,
  type Entity,
  parseEntity,
  splitParts,
  toBytes,
  toCharacters,
} from './mime.ts';
import { createPartNames } from './part-name.ts';
import type { BytesReader, Draft, LazyPart, Source } from './reader.ts';
import { toPlainPieces } from './txt.ts';

/** Mail messages (RFC 5322, MIME). Sender, date and subject are metadata; what is attached is a document of its own. */
export const eml: BytesReader = {
  input: 'bytes',
  format: 'eml',
  mimes: ['message/rfc822'],
  judge: (head) => (isMail(head) ? 'certain' : 'no'),
  read: async ({ bytes }) => {
    const message = toEntity(bytes);
    const pieces = await toPieces(message, 0);
    const parts = listAttachments(message).length;
    return {
      ...assemble([...toSubject(message), ...pieces]),
      pages: [],
      ...toMetadata(message),
      ...(parts > 0 && { parts }),
    };
  },
  eachPart,
};

const deepest = 20;
/** A list of ten thousand recipients tells nobody anything. UTF-16 units. */
const longestField = 4000;

function toEntity(bytes: Uint8Array): Entity {
  return parseEntity(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
}

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
  const inner = listParts(entity);
  if (inner) {
    const chosen = entity.type === 'multipart/alternative' ? chooseAlternative(inner) : inner;
    const pieces = [];
    for (const part of chosen) pieces.push(...(await toPieces(part, depth + 1)));
    return pieces;
  }
  // Named, so that the reader sees what the message carried; a frame, because it is no sentence of it.
  if (!isBody(entity)) return [{ kind: 'frame', text: `${toPartName(entity)} (${entity.type})` }];
  if (entity.type === 'text/html') {
    const { parse } = await import('parse5');
    const blocks = toTextBlocks(parse(await toCharacters(entity), { scriptingEnabled: false }));
    return blocks.map(toPiece);
  }
  return toPlainPieces(cleanLines(await toCharacters(entity)));
}

function listParts({ type, parameters, body }: Entity): Entity[] | undefined {
  const boundary = parameters.get('boundary');
  return type.startsWith('multipart/') && boundary
    ? splitParts(body, boundary, limits.mimeParts).map(parseEntity)
    : undefined;
}

function isBody({ type, isAttachment }: Entity): boolean {
  return !isAttachment && /^text\/(?:plain|html|markdown|enriched)$/.test(type);
}

/** Everything a message carries that is not its own text, in order, whichever alternative it stands in. */
function listAttachments(entity: Entity, depth = 0): Entity[] {
  if (depth > deepest) return [];
  const inner = listParts(entity);
  if (inner)
    return inner.flatMap((part) => listAttachments(part, depth + 1)).slice(0, limits.mimeParts);
  return isBody(entity) ? [] : [entity];
}

/** By its own name, a message by its subject, else by its type. */
function toPartName({ type, fileName, body }: Entity): string {
  if (fileName) return fileName;
  if (type === 'message/rfc822') {
    const subject = decodeWords(parseEntity(toMessage(body)).fields.get('subject') ?? '');
    return `${subject.replaceAll('/', ' ').slice(0, 100).trim() || 'message'}.eml`;
  }
  return type.replace('/', '.');
}

/** A message inside a message may begin with the line a mailbox parts messages by. */
function toMessage(body: string): string {
  return body.replace(/^(?:\r?\n)*From [^\n]*\n/, '');
}

async function* eachPart({ bytes }: Source): AsyncGenerator<LazyPart> {
  const toName = createPartNames();
  for (const entity of listAttachments(toEntity(bytes)))
    yield {
      name: toName(toPartName(entity)),
      size: entity.body.length,
      mediaType: entity.type,
      load: () =>
        entity.type === 'message/rfc822' && !entity.fields.has('content-transfer-encoding')
          ? Buffer.from(toMessage(entity.body), 'latin1')
          : toBytes(entity),
    };
}

/** Of versions of one text the plain one, if it says anything: the others add layout only. */
function chooseAlternative(parts: readonly Entity[]): readonly Entity[] {
  const plain = parts.find(({ type, body }) => type === 'text/plain' && body.trim() !== '');
  const rich = parts.find(({ type }) => type === 'text/html' || type.startsWith('multipart/'));
  const chosen = plain ?? rich;
  return chosen ? [chosen] : parts;
}

/** The header fields that say what a message is, and under which key each is kept. */
const fieldNames = {
  title: 'Subject',
  author: 'From',
  created: 'Date',
  recipients: 'To',
  copies: 'Cc',
  message: 'Message-ID',
  generator: 'X-Mailer',
} as const satisfies Partial<Record<MetadataKey, string>>;

function toMetadata({ fields }: Entity): Pick<Draft, 'metadata' | 'metadataFrom'> {
  const metadata: Partial<Record<MetadataKey, string>> = {};
  const metadataFrom: Partial<Record<MetadataKey, string>> = {};
  for (const [key, field] of Object.entries(fieldNames) as [keyof typeof fieldNames, string][]) {
    const text = cleanRunning(decodeWords(fields.get(field.toLowerCase()) ?? ''));
    const value = key === 'created' ? toIsoTime(text) : text;
    if (!value) continue;
    metadata[key] = value.slice(0, longestField).toWellFormed();
    metadataFrom[key] = `mail header ${field}`;
  }
  return { metadata, metadataFrom };
}

function toIsoTime(text: string): string | undefined {
  // A comment such as "(CET)" at the end is no part of the date.
  const time = new Date(text.replace(/\s*\([^()]*\)\s*$/, ''));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
