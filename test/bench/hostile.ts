/**
 * The long form of test/hostile: damaged copies of every format and files made to hurt, through real readers.
 *
 *   node test/bench/hostile.ts [--files 20000] [--seed 20261121]
 *
 * Prints how they ended, what was reached outside (nothing may be) and the peak memory. Exits with 1 where a file has no end or
 * no reason.
 */
import { parseArgs } from 'node:util';
import { runHostile } from '../hostile/run-hostile.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '20261121' },
  },
});
const outcome = await runHostile(Number(values.files), Number(values.seed));
console.log(JSON.stringify(outcome, null, 2));
const { missing, unexplained, visits, leaks, strays, job } = outcome;
const faults = missing.length + unexplained.length + visits + leaks.length + strays.length;
process.exitCode = faults === 0 && job === 'done' ? 0 : 1;
