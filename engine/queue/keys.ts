import { QUEUE_FORM } from '#contract/queue';
import { digest } from '../digest.ts';

/**
 * Every key of ours begins so: one rule of Redis' access list covers them (`~{espalier}*`), and a cluster keeps them on one
 * node, as BullMQ's scripts need it. Who asks and who works stands outside the form's number, so that old and new see each other.
 */
export const PREFIX = '{espalier}';

/** Hash: asker → what it asks for, and when it said so last by Redis' own clock. */
export const ASKS = `${PREFIX}:asks`;
export const WORKERS = `${PREFIX}:workers`;
/** A batch's words. Its being there is the wish to have it worked on; it expires when the asker does not renew it. */
export const toBatchKey = (job: string): string => `${PREFIX}:batch:${job}`;
/** List of answers that an asker has not taken yet. */
export const toAnswersKey = (asker: string): string => `${PREFIX}:answers:${asker}`;

/** One queue a model and version: a worker that does not have them never takes jobs from those who do. */
export function toQueueName(work: string): string {
  return `extract-${QUEUE_FORM}-${digest(work).slice(0, 24)}`;
}
/** BullMQ's own key of a job. */
export const toJobKey = (queue: string, job: string): string => `${PREFIX}:${queue}:${job}`;
