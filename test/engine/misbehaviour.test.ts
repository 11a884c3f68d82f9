import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { chooseSeed, createRandom } from '../random.ts';
import { createImporter } from './importer.ts';

vi.setConfig({ testTimeout: 900_000 });

const MB = 2 ** 20;
const mock = fileURLToPath(new URL('mock-reader.ts', import.meta.url));

/** Good files after one that ends its reader late: at two milliseconds a file its end comes within 25 of them. */
const ROOM = 60;

/** How many times slower than at rest this machine starts a process just now; at least 1. */
function measureSlowness(): number {
  const start = performance.now();
  execFileSync(process.execPath, ['-e', '0']);
  return Math.max(1, (performance.now() - start) / 60);
}

/** What each misbehaving document is found guilty of. On a busy machine time may run out before memory does. */
const kinds: Readonly<Record<string, RegExp>> = {
  abort: /crashed/,
  segfault: /crashed/,
  trap: /crashed/,
  'exit-0': /crashed/,
  'exit-1': /crashed/,
  throws: /crashed/,
  rejects: /crashed/,
  'throws-nothing': /crashed/,
  'stack-overflow': /crashed/,
  'uncaught-soon': /crashed/,
  'late-rejection': /crashed/,
  'late-exit': /crashed/,
  'late-abort': /crashed/,
  spins: /timeout/,
  hangs: /timeout/,
  'false-progress': /timeout/,
  memory: /memory|timeout/,
  heap: /memory|timeout/,
  'floods-events': /memory|timeout/,
  'floods-answer': /memory|timeout/,
};

// reliability.md R3 (F5 to F10). `test/bench/` has the long form of it.
it('of some among 500 good files is blamed on them, and on nobody else', async () => {
  const good = Number(process.env['ESPALIER_GOOD'] ?? 500);
  const rounds = Number(process.env['ESPALIER_ROUNDS'] ?? 1);
  const only = process.env['ESPALIER_KIND'] ?? '';
  const seed = chooseSeed();
  const random = createRandom(seed);
  console.log(`seed ${seed} (ESPALIER_SEED repeats it)`);
  // A busy machine takes longer to read a good file, too.
  const slowness = Math.min(4, measureSlowness());
  const importer = createImporter({
    workers: 4,
    readers: { argv: ['--max-old-space-size=300', mock], env: {} },
    readerBudget: {
      total: 8000 * slowness,
      quiet: 5000 * slowness,
      memory: 600 * MB,
      output: 32 * MB,
    },
  });
  onTestFinished(() => importer.close());
  const number = (at: number) => String(at).padStart(6, '0');
  for (let i = 0; i < good; i += 1)
    writeFileSync(
      join(importer.folder, `${number(i * 10)}-good.txt`),
      `Report ${i}. It rained in Oslo. 🌧`,
    );
  const expected = new Map<string, RegExp>();
  const taken: { readonly place: number; readonly isLate: boolean }[] = [];
  /** A late end shows only where nothing else ends the reader first, so it is given room. */
  function choosePlace(kind: string): number {
    const isLate = kind.startsWith('late-');
    for (let draws = 0; draws < 100_000; draws += 1) {
      const place = Math.floor(random() * good) * 10 + 1 + Math.floor(random() * 9);
      const room = (before: number, after: number) => after <= before || after - before > ROOM * 10;
      const isFree = taken.every(
        (other) =>
          (!isLate || room(place, other.place)) && (!other.isLate || room(other.place, place)),
      );
      if (!isFree) continue;
      taken.push({ place, isLate });
      return place;
    }
    throw new Error('Too few good files for so many rounds: set ESPALIER_GOOD higher.');
  }
  for (let round = 0; round < rounds; round += 1)
    for (const [kind, code] of Object.entries(kinds).filter(([name]) => name.startsWith(only))) {
      const name = `${number(choosePlace(kind))}-${kind}-${round}.txt`;
      writeFileSync(join(importer.folder, name), `MOCK ${kind} ${round}\n`);
      expected.set(name, code);
    }
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const started = performance.now();
  const job = await importer.import();
  clearInterval(watch);
  console.log(
    `${good} good and ${expected.size} bad files in ${Math.round((performance.now() - started) / 1000)} s, the engine grew by ${Math.round((peak - before) / MB)} MB`,
  );
  expect(job.state).toBe('done');
  const states = importer.states();
  const wrong = Object.entries(states).filter(
    ([name, state]) =>
      !(expected.get(name) ?? /^done$/).test(state.replace('quarantined reader-', '')),
  );
  expect(wrong).toEqual([]);
  expect(job.imported?.documents).toMatchObject({ done: good, quarantined: expected.size });
});
