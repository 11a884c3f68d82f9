import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { queuedAnswer, queuedBatch, type QueuedAnswer, type QueuedBatch } from '#contract/queue';
import type { ExtractorCalls } from '#contract/workers';
import type { Span } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import type { Schema } from '#domain/schema';

export type Batch = ExtractorCalls['sentences.extract']['input'];

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);
/** Sentences and answers shrink to a fifth at the quickest level; more effort gives a tenth of that. */
const LEVEL = { level: 1 };
/** Bytes that anything may unpack to; a batch of 1,500 words takes 20 kB. */
const MAX_UNPACKED = 64 * 2 ** 20;

/** A batch as it travels: JSON of words and token distances, deflated. Pages stay behind: extraction does not look at them. */
export async function packBatch({ text, sentences, ...how }: Batch): Promise<Buffer> {
  const rows = sentences.map(({ start, end, tokens }) => {
    let before = start;
    const steps = tokens.flatMap((token) => {
      const gap = token.start - before;
      before = token.end;
      return [gap, token.end - token.start];
    });
    return [start, end, ...steps];
  });
  return pack({ text, sentences: rows, ...toTravel(how) } satisfies QueuedBatch);
}

/** @throws whatever is wrong with it: these bytes may be anyone's */
export async function unpackBatch(bytes: Buffer): Promise<Batch> {
  const { text, sentences, ...how } = queuedBatch.parse(await unpack(bytes));
  return {
    ...how,
    text,
    sentences: sentences.map(([start = 0, end = 0, ...steps]) => {
      const tokens: Span[] = [];
      let at = start;
      for (let i = 0; i + 1 < steps.length; i += 2) {
        const from = at + (steps[i] ?? 0);
        at = from + (steps[i + 1] ?? 0);
        tokens.push({ start: from, end: at });
      }
      if (end > text.length || at > end) throw new RangeError('a sentence leaves its text');
      return { start, end, tokens };
    }),
  };
}

/** A copy that the schema takes: its lists may be written to. */
function toTravel({
  heads,
  options,
}: Pick<Batch, 'heads' | 'options'>): Pick<QueuedBatch, 'heads' | 'options'> {
  const off = options?.off;
  return {
    ...(heads && { heads: [...heads] }),
    ...(off && {
      options: {
        off: { entityTypes: [...off.entityTypes], relationTypes: [...off.relationTypes] },
      },
    }),
  };
}

export function packAnswer(answer: QueuedAnswer): Promise<Buffer> {
  return pack(answer);
}

/** Whose answer it is, as far as that can be read, and the answer, where it is one. Never throws: these bytes may be anyone's. */
export async function unpackAnswer(
  bytes: Buffer,
): Promise<{ readonly job: string; readonly answer: QueuedAnswer | undefined }> {
  const value = await unpack(bytes).catch(() => undefined);
  const { job } = { ...(value as { readonly job?: unknown } | undefined) };
  return {
    job: typeof job === 'string' ? job : '',
    answer: queuedAnswer.safeParse(value).data,
  };
}

/**
 * Whether this can be what the model says of these sentences: one extraction a sentence and head, spans inside it, and no type that
 * the model does not know. What a worker answers is stored only after this.
 */
export function isAnswerTo(
  { sentences, heads }: Pick<Batch, 'sentences' | 'heads'>,
  schemas: readonly Schema[],
  extractions: readonly Extraction[],
): boolean {
  const entityTypes = new Set(schemas.flatMap((schema) => schema.entityTypes));
  const relationTypes = new Set(
    schemas.flatMap((schema) => schema.relationTypes.map(({ name }) => name)),
  );
  const each = heads?.length ?? 1;
  if (extractions.length !== sentences.length * each) return false;
  return extractions.every(({ start, end, mentions, relations }, i) => {
    const sentence = sentences[Math.floor(i / each)];
    if (start !== sentence?.start || end !== sentence.end) return false;
    const inside = mentions.every(
      (mention) =>
        mention.start >= start &&
        mention.end <= end &&
        mention.start < mention.end &&
        entityTypes.has(mention.type),
    );
    return (
      inside &&
      relations.every(
        ({ head, tail, type }) =>
          head < mentions.length && tail < mentions.length && relationTypes.has(type),
      )
    );
  });
}

function pack(value: object): Promise<Buffer> {
  return deflate(JSON.stringify(value), LEVEL);
}

async function unpack(bytes: Buffer): Promise<unknown> {
  const json = await inflate(bytes, { maxOutputLength: MAX_UNPACKED });
  return JSON.parse(json.toString('utf8')) as unknown;
}
