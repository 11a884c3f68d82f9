import { isAbsolute, relative, resolve } from 'node:path';
import { EngineError } from '#contract/errors';

/** The served page: who got in is the person at the terminal, who may open any file of theirs. */
export const everyPath = { check: () => undefined, mayList: true } as const;

export interface ChosenPaths {
  /** @throws EngineError `path-refused` */
  check(path: string): void;
  readonly mayList: false;
  add(path: string): void;
}

/** A window of the desktop: what its own dialogs gave, and what lies inside a folder they gave. */
export function createChosenPaths(): ChosenPaths {
  const chosen = new Set<string>();
  return {
    check(path) {
      // Only the plain spelling: a path that climbs is one that no dialog gives.
      const isPlain = isAbsolute(path) && resolve(path) === path && !path.includes('\0');
      if (!isPlain || ![...chosen].some((root) => isInside(root, path)))
        throw new EngineError('path-refused', path);
    },
    mayList: false,
    add: (path) => void chosen.add(resolve(path)),
  };
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || !(isAbsolute(way) || way === '..' || /^\.\.[\\/]/.test(way));
}
