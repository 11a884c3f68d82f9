import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { toQueueAddress, type QueueAddress } from '#engine/queue/address';
import type { QueueAccess } from '#engine/queue/connect';
import type { QueueOptions } from '#engine/workers/queued';
import { UsageError, type Arguments, type Output } from './command.ts';

export const accessOptions = {
  queue: { type: 'string' },
  'queue-password-file': { type: 'string' },
} as const;

export const queueOptions = {
  ...accessOptions,
  'queue-fallback': { type: 'boolean' },
  'queue-gpu': { type: 'boolean' },
  'send-text': { type: 'boolean' },
  'accept-unencrypted': { type: 'boolean' },
} as const;

export const queueUsage =
  '[--queue redis[s]://[USER@]HOST[:PORT] [--queue-password-file F] [--queue-gpu] [--queue-fallback] [--send-text] [--accept-unencrypted]]';

/** @throws UsageError, EngineError `queue-address` */
export function toQueueAccess(given: Arguments): QueueAccess | undefined {
  const text = given.text('queue');
  if (text === undefined) return undefined;
  const password = getPassword(given.text('queue-password-file'));
  return { address: toQueueAddress(text), ...(password === undefined ? {} : { password }) };
}

/**
 * For whoever sends: the words of the documents leave this machine, so a person says yes to that first.
 * @throws UsageError where nobody did, and where something is said of a queue and none is named
 */
export async function toQueueOptions(
  given: Arguments,
  out: Output,
): Promise<QueueOptions | undefined> {
  const access = toQueueAccess(given);
  if (!access) {
    // An import that was meant for a queue must not be done here without a word.
    const more = Object.keys(queueOptions).find(
      (option) => given.has(option) || given.text(option) !== undefined,
    );
    if (more !== undefined) throw new UsageError(`--${more} goes with --queue`);
    return undefined;
  }
  const { address } = access;
  if (!address.isLoopback && !address.isEncrypted && !given.has('accept-unencrypted'))
    throw new UsageError(
      `${address.shown} is another machine and the address is not encrypted: the sentences, and the password, could be read on the way. Use rediss://, or say --accept-unencrypted`,
    );
  if (!address.isLoopback && !given.has('send-text')) await askToSend(address, out);
  return {
    access,
    mayFallBack: given.has('queue-fallback'),
    onGraphics: given.has('queue-gpu'),
  };
}

async function askToSend({ shown }: QueueAddress, out: Output): Promise<void> {
  const what = `The text of the documents is sent to Redis at ${shown} and from there to every worker`;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError(`${what}. Say --send-text if that may be`);
  out.note(`${what}.`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await prompt.question('Send it? [y/N] ', { signal: out.signal });
    if (!/^y(es)?$/iu.test(said.trim())) throw new UsageError('nothing was sent');
  } finally {
    prompt.close();
  }
}

/** Never from an argument, which every user of the machine could read. */
function getPassword(file: string | undefined): string | undefined {
  if (file === undefined) return process.env['ESPALIER_QUEUE_PASSWORD'];
  if (!existsSync(file)) throw new UsageError(`there is no password file ${file}`);
  return readFileSync(file, 'utf8').replace(/\r?\n$/u, '');
}
