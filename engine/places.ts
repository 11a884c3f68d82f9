import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
/** A clone keeps models and samples in its root; the packaged app beside the engine's folder. */
const root = existsSync(join(here, 'hosts', 'worker.ts'))
  ? join(here, '..')
  : join(here, '..', '..');

/** Where what belongs to the program lies, and where what belongs to the person goes. */
export interface Places {
  /** Folder of model folders. */
  readonly models: string;
  readonly samples: string;
  /** The built page. */
  readonly page: string;
  /** Recent projects, settings, and projects of folders that cannot be written to. */
  readonly data: string;
}

export function findPlaces(): Places {
  return {
    models: join(root, 'models'),
    samples: join(root, 'samples'),
    page: join(root, 'out', 'renderer'),
    data: process.env['ESPALIER_DATA'] ?? join(userData(), 'Espalier'),
  };
}

/** The system's own place for an application's data: Known Folders, Apple's guidelines, XDG Base Directory 0.8. */
function userData(): string {
  const home = homedir();
  if (process.platform === 'win32')
    return process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support');
  return process.env['XDG_DATA_HOME'] ?? join(home, '.local', 'share');
}
