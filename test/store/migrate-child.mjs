import { StatementSync, DatabaseSync } from 'node:sqlite';
import { openProject } from '#store/open';

// Opens a project and dies at the n-th thing that it asks of SQLite, before it is done (even n) or after (odd n): argv is
// path and n. Says how many things it asked where it lives to the end.
const [path = '', point = '-1'] = process.argv.slice(2);
let asked = 0;

function counted(original) {
  return function (...given) {
    if (asked * 2 === Number(point)) process.kill(process.pid, 'SIGKILL');
    const result = original.apply(this, given);
    if (asked * 2 + 1 === Number(point)) process.kill(process.pid, 'SIGKILL');
    asked += 1;
    return result;
  };
}

DatabaseSync.prototype.exec = counted(DatabaseSync.prototype.exec);
StatementSync.prototype.run = counted(StatementSync.prototype.run);
StatementSync.prototype.get = counted(StatementSync.prototype.get);

openProject(path).close();
process.stdout.write(String(asked));
