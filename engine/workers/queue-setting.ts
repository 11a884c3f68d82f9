import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toQueueAddress, type QueueAddress } from '../queue/address.ts';

const toPath = (data: string) => join(data, 'queue.json');

/** The queue that the person set in the app, or null: then nothing leaves the machine. What cannot be read is no queue. */
export function recallQueue(data: string): QueueAddress | null {
  try {
    const { address } = JSON.parse(readFileSync(toPath(data), 'utf8')) as { address?: unknown };
    return typeof address === 'string' ? toQueueAddress(address) : null;
  } catch {
    return null;
  }
}

/** Keeps the address as it was typed, which holds no password; null takes it away. */
export function keepQueue(data: string, address: string | null): void {
  if (address === null) return rmSync(toPath(data), { force: true });
  mkdirSync(data, { recursive: true });
  writeFileSync(toPath(data), `${JSON.stringify({ address })}\n`);
}
