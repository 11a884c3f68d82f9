import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import type { Passwords } from './import-work.ts';

/** More would be a dictionary: a file is opened by somebody who knows its password. */
const MOST = 100;

/** One password for whatever asks for one. */
export function toPasswords(password: string): Passwords {
  return { listFor: () => [password] };
}

/**
 * A file of passwords, one a line; a line with a tab names the file (or the end of its path) before it. Only read, and
 * nothing of it is kept. @throws EngineError `path-missing`, `path-unreadable`
 */
export async function readPasswords(path: string): Promise<Passwords> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new EngineError(error.code === 'ENOENT' ? 'path-missing' : 'path-unreadable', path);
  });
  const lines = text
    .replace(/^\ufeff/u, '')
    .split(/\r?\n/u)
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('\t');
      return at < 0
        ? { file: undefined, password: line }
        : { file: line.slice(0, at), password: line.slice(at + 1) };
    });
  return {
    listFor(file) {
      const fits = (named: string) =>
        file === named || file === resolve(named) || file.endsWith(`/${named}`);
      const own = lines.filter((line) => line.file !== undefined && fits(line.file));
      const any = lines.filter((line) => line.file === undefined);
      return [...own, ...any].map(({ password }) => password).slice(0, MOST);
    },
  };
}
