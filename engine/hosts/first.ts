import { stat } from 'node:fs/promises';
import { EngineError } from '#contract/errors';
import type { Engine } from '#engine/engine';
import { listRecent } from '#engine/recent';

/**
 * What a host was started with: a project is opened, a folder is imported into a new project.
 * @throws EngineError `path-missing`, or whatever opening a project throws
 */
export async function openFirst(engine: Engine, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new EngineError('path-missing', path);
  if (!found.isDirectory()) return void (await engine.open(path));
  const { jobs } = await engine.open(engine.placeFor(path), { create: true });
  jobs.startImport({ paths: [path] });
}

/** After a crash: the project that was open, whose unfinished import goes on. */
export async function reopen(engine: Engine): Promise<void> {
  const [last] = listRecent(engine.places.data);
  if (last) await engine.open(last.path);
}
