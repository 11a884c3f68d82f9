import { z } from 'zod';
import type { Extraction, ExtractionOptions } from '#domain/extraction';
import { switchedOff } from './inputs.ts';

/**
 * What travels between an import and workers on other machines. Both ends check it: a queue may be anyone's, and what comes
 * out of it is stored. Only words travel, never code and never a path.
 */

/** The form of all that lies in the queue. Whoever changes it raises it: parties of different forms leave each other alone. */
export const QUEUE_FORM = 1;

/** A random name of one engine or worker, 16 hexadecimal digits. */
const party = z.string().regex(/^[0-9a-f]{16}$/u);
/** `ASKER-DIGEST`: the digest is that of form, model and words, so that the same batch is the same job. */
const jobKey = z.string().regex(/^[0-9a-f]{16}-[0-9a-f]{32}$/u);
const word = z.string().max(300);
const count = z.int().min(0);

/** One batch of sentences of one document; offsets count in `text`, which holds the batch alone. */
export const queuedBatch = z.strictObject({
  text: z.string().max(8_000_000),
  /** A row a sentence: start, end, then for each token its distance from the end of the one before, and its length. */
  sentences: z.array(z.array(count).min(2)).min(1).max(100_000),
  /** As in `ExtractorCalls`: each of these answers apart. */
  heads: z.array(word).min(1).max(50).exactOptional(),
  options: z.strictObject({ off: switchedOff.exactOptional() }).exactOptional() satisfies z.ZodType<
    ExtractionOptions | undefined
  >,
});
export type QueuedBatch = z.output<typeof queuedBatch>;

const span = { start: count, end: count };
const score = z.number().min(0).max(1);
const extraction = z.strictObject({
  ...span,
  mentions: z.array(z.strictObject({ ...span, type: word, score })).readonly(),
  relations: z.array(z.strictObject({ head: count, tail: count, type: word, score })).readonly(),
}) satisfies z.ZodType<Extraction>;

const to = { job: jobKey, worker: party };
export const queuedAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('found'), ...to, extractions: z.array(extraction).readonly() }),
  /** An extractor died of it twice, the second time with nothing else to do; the machine may be sick, or the batch at fault. */
  z.strictObject({ kind: z.literal('lost'), ...to }),
  /** Whole workers were lost over it, again and again; it may be its fault or not. */
  z.strictObject({ kind: z.literal('stalled'), ...to }),
]);
export type QueuedAnswer = z.output<typeof queuedAnswer>;

/** Who asks for a model's work. Names only: a worker finds the model among its own. */
export const queueAsk = z.object({
  form: z.int(),
  /** As in the manifest. */
  model: word,
  heads: z.array(word).max(50),
  /** With the hashes: `minilm/news@1f2e…`. */
  id: z.string().max(5000),
  /** Of the code that extracts: the same model in another one may say something else. */
  version: word,
});
export type QueueAsk = z.output<typeof queueAsk>;

/** Behind a version: extracted by graphics processors, which count otherwise. */
export const GRAPHICS = ' on graphics';

/** What decides an answer beside the batch. */
export function toWork({ id, version }: Pick<QueueAsk, 'id' | 'version'>): string {
  return `${id} ${version}`;
}

/** Who works, and for what (`toWork`); `lacks` are those it was asked for and does not have. */
export const queueWorker = z.object({
  form: z.int(),
  /** The machine's own name, for a person. */
  host: word,
  slots: z.int().min(1).max(4096),
  serves: z.array(z.string().max(5000)).max(100),
  lacks: z.array(z.string().max(5000)).max(100),
});
