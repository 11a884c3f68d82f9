import { isAbsolute, relative, resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import type { PathUse } from '#contract/shell';

/** The served page: who got in is the person at the terminal, who may open any file of theirs. */
export const everyPath = { check: () => undefined, mayList: true } as const;

export interface ChosenPaths {
  /** @throws EngineError `path-refused` */
  check(path: string, use: PathUse): void;
  readonly mayList: false;
  add(path: string, use: PathUse): void;
}

/**
 * A window of the desktop: what its own dialogs gave. What was chosen to be read may be read, with all that lies in
 * it; what was chosen to be written is that one file.
 */
export function createChosenPaths(): ChosenPaths {
  const readable = new Set<string>();
  const writable = new Set<string>();
  return {
    check(path, use) {
      // Only the plain spelling: a path that climbs is one that no dialog gives.
      const isPlain = isAbsolute(path) && resolve(path) === path && !path.includes('\0');
      const isChosen =
        writable.has(path) ||
        (use === 'read' && [...readable].some((root) => isInside(root, path)));
      if (!isPlain || !isChosen) throw new EngineError('path-refused', path);
    },
    mayList: false,
    add: (path, use) => void (use === 'write' ? writable : readable).add(resolve(path)),
  };
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || !(isAbsolute(way) || way === '..' || /^\.\.[\\/]/.test(way));
}
