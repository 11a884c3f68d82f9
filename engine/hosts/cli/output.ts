import { once } from 'node:events';
import type { Output } from './command.ts';

const CLEAR_LINE = '\r\u001b[K';

/** Results go to stdout, people's text to stderr; progress only where a terminal shows it. */
export function createOutput(
  json: boolean,
  signal: AbortSignal,
): Output & { end(): Promise<void> } {
  // `espalier triples P | head`: nobody reads on, so there is nothing left to do and nothing to complain of.
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  let shown = false;
  const clear = () => {
    if (shown) process.stderr.write(CLEAR_LINE);
    shown = false;
  };
  const write = async (text: string) => {
    clear();
    // A reader that is slower than the store must not fill the memory.
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  };
  return {
    signal,
    result: (value, forPeople) => void write(`${json ? JSON.stringify(value) : forPeople()}\n`),
    row: (value, forPeople) => write(`${json ? JSON.stringify(value) : forPeople()}\n`),
    note(text) {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!process.stderr.isTTY) return;
      const width = (process.stderr.columns ?? 80) - 1;
      process.stderr.write(CLEAR_LINE + text.slice(0, width));
      shown = true;
    },
    async end() {
      clear();
      // Exit codes are set, not forced, and a pipe is flushed before the process goes. Not by 'drain': that is told only
      // after a write that was refused.
      await new Promise((done) => process.stdout.write('', () => done(undefined)));
    },
  };
}
