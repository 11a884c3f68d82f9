/**
 * Random sequences of decisions, as `test/curation/algebra.test.ts` has 2,000 of them, by the hundred thousand.
 *
 *   node test/bench/sequences.ts [--sequences 100000] [--minutes 600] [--seed N]
 *
 * Prints how many held every thousand; ends at the first that does not, with its seed and number.
 */
import { parseArgs } from 'node:util';
import { runSequences } from '../curation/algebra.ts';

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '100000' },
    minutes: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [wanted, seed] = [Number(values.sequences), Number(values.seed)];
const until = performance.now() + Number(values.minutes) * 60_000;
const STEP = 1000;
let [done, decisions, undone] = [0, 0, 0];
while (done < wanted && performance.now() < until) {
  const count = Math.min(STEP, wanted - done);
  const outcome = runSequences(seed, count, done);
  [done, decisions, undone] = [
    done + count,
    decisions + outcome.decisions,
    undone + outcome.undone,
  ];
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    `seed ${seed}: ${done} sequences, ${decisions} decisions, ${undone} of them undone, ${((user + system) / 1e6).toFixed(0)} s of processor\n`,
  );
}
