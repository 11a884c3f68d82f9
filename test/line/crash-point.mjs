// Loaded before the engine by `--import`: dies of SIGKILL just before the Nth write of this process to the project, so
// that a death lands inside a transaction and not only between two. With PLANTED_BUG every write is a transaction of
// its own: the fault that the tests of kill and resume must be able to see.
import { DatabaseSync, StatementSync } from 'node:sqlite';

const last = Number(process.env.CRASH_AT ?? Infinity);
let writes = 0;

const run = StatementSync.prototype.run;
StatementSync.prototype.run = function (...values) {
  writes += 1;
  if (writes >= last) process.kill(process.pid, 'SIGKILL');
  return run.apply(this, values);
};

if (process.env.COUNT_WRITES) process.on('exit', () => process.stderr.write(`${writes} writes\n`));

if (process.env.PLANTED_BUG) {
  const exec = DatabaseSync.prototype.exec;
  DatabaseSync.prototype.exec = function (sql) {
    return /^\s*(BEGIN|COMMIT|ROLLBACK)/i.test(sql) ? undefined : exec.call(this, sql);
  };
}
