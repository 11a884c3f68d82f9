import { readFileSync } from 'node:fs';
import { EngineError } from '#contract/errors';

/** A mapping file as an export takes it; what it says is looked at when the export begins. @throws EngineError `path-missing`, `path-unreadable` */
export function readMapping(path: string): { readonly path: string; readonly text: string } {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new EngineError(isMissing ? 'path-missing' : 'path-unreadable', path, error);
  }
}
