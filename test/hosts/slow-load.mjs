// Loaded before the command line by `--import`: says when the file of a command is about to be read, and then keeps the
// process at it, as a slow disk would, longer than a test waits. Nothing of JavaScript runs meanwhile.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

const MILLISECONDS = 15_000;

registerHooks({
  load(url, context, next) {
    if (url.endsWith('/cli/import.ts')) {
      writeSync(process.stderr.fd, 'loading\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MILLISECONDS);
    }
    return next(url, context);
  },
});
