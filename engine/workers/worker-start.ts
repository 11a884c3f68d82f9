import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processor, toArgument, type Device } from '../devices/device.ts';
import type { WorkerStart } from './process.ts';

/**
 * From source the entry lies in hosts/ beside this file's folder; bundled, every entry lies in one folder. Both are told from
 * where this module was loaded, so nothing needs to be configured.
 */
const here = fileURLToPath(new URL('.', import.meta.url));
const source = join(here, '..', 'hosts', 'worker.ts');
const entry = existsSync(source) ? source : join(here, 'worker.mjs');

/** The root of the app: what a reader process may read, since its own libraries lie there. */
const root = join(here, '..', '..');

/** Node's permission model looks at real paths; a checkout may keep its libraries behind a link. */
function toReadable(): string[] {
  const libraries = join(root, 'node_modules');
  const folders = existsSync(libraries) ? [root, realpathSync(libraries)] : [root];
  return folders.map((folder) => `--allow-fs-read=${join(folder, '*')}`);
}

const flags: Record<'reader' | 'extractor', readonly string[]> = {
  // No writing, no spawning, no threads, no native code; of the files only the program itself.
  reader: ['--permission', ...toReadable(), '--max-old-space-size=1024'],
  // Tensors die young: a small nursery gives them back at once. With the usual one a process grew from 190 to 300 MB over 40,000
  // sentences, of which 22 MB were alive.
  extractor: ['--max-old-space-size=1024', '--max-semi-space-size=2'],
};

/** Settings of an extractor: `device` as `toArgument` words it; `id` as in `ModelChoice`. */
export function toExtractorSettings(
  {
    folder,
    heads,
    id = '',
  }: {
    readonly folder: string;
    readonly heads: readonly string[];
    readonly id?: string | undefined;
  },
  device: Device = processor,
): readonly string[] {
  return [folder, heads.join(','), toArgument(device), id];
}

/** `memory`: resident bytes that the system holds it to, see `WorkerStart`. */
export function toWorkerStart(
  kind: 'reader' | 'extractor',
  settings: readonly string[],
  memory?: number,
): WorkerStart {
  return {
    argv: ['--disable-warning=ExperimentalWarning', ...flags[kind], entry, kind, ...settings],
    ...(memory === undefined ? {} : { memory }),
    // PATH for nothing: an empty environment keeps every secret of the shell out of the workers.
    env: process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] ?? '' } : {},
  };
}
