import { statSync } from 'node:fs';
import { Failure } from '#domain/failure';

/**
 * The lock is SQLite's own on the project file, in exclusive mode for the life of the connection: it vanishes with the
 * process however that dies, and needs no second file. Refused: a lock file with a process number (stale after a kill),
 * and a sibling database held by BEGIN EXCLUSIVE (the same lock, one more file to lose or copy).
 *
 * On POSIX a process loses its locks on a file when it closes ANY descriptor of it. So inside this process projects are
 * counted here, and a project that is open is refused before its header is read.
 */
const open = new Set<string>();

/** The file exists. Gives the function that lets go of it again. @throws Failure `project-locked` */
export function claimFile(path: string): () => void {
  const identity = toIdentity(path);
  if (open.has(identity)) throw new Failure('project-locked', path);
  open.add(identity);
  return () => void open.delete(identity);
}

/** Symlinks and hard links are the same file. */
function toIdentity(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

/** True of a project and of what SQLite keeps beside it: a scan of folders must never open these (see above). */
export function isProjectFile(name: string): boolean {
  return /\.espalier(?:-wal|-shm|-journal)?$/iu.test(name);
}
