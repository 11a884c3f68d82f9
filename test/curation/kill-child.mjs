// Curates a project at random until it is killed, or for a number of steps. argv: path, seed, steps. Prints the number of
// entries in the log after each step: what has been printed was promised.
// With SNAPSHOTS (a number) it copies the file and its write-ahead log that many times, just before a write to the
// project: byte for byte what a SIGKILL at that moment leaves. With PLANTED_BUG each write is a transaction of its own:
// the fault that the test has to be able to see.
import { copyFileSync, existsSync, mkdirSync, writeSync } from 'node:fs';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { countEntries } from '#store/log';
import { openProject } from '#store/open';
import { createDice } from '../store/crowd.ts';
import { step } from './algebra.ts';

const [path, seed, steps] = process.argv.slice(2);
const dice = createDice(Number(seed));
const snapshots = Number(process.env.SNAPSHOTS ?? 0);
let [taken, entries, isOpen] = [0, 0, false];

const run = StatementSync.prototype.run;
StatementSync.prototype.run = function (...values) {
  if (isOpen && taken < snapshots && dice() < 0.06) {
    taken += 1;
    const folder = `${path}.killed/${taken}-${entries}`;
    mkdirSync(folder, { recursive: true });
    copyFileSync(path, `${folder}/p.espalier`);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${folder}/p.espalier-wal`);
  }
  return run.apply(this, values);
};
if (process.env.PLANTED_BUG) {
  const exec = DatabaseSync.prototype.exec;
  DatabaseSync.prototype.exec = function (sql) {
    return /^\s*(BEGIN|COMMIT|ROLLBACK)/iu.test(sql) ? undefined : exec.call(this, sql);
  };
}

const project = openProject(path);
isOpen = true;
entries = countEntries(project);
for (let n = 0; n < Number(steps) && (snapshots === 0 || taken < snapshots); n += 1) {
  step(project, dice);
  entries = countEntries(project);
  writeSync(1, `${entries}\n`);
}
isOpen = false;
project.close();
