import { join } from 'node:path';
import type { App } from 'electron';

export interface Places {
  /** The Node that the app carries; the engine never runs in Electron's own. */
  readonly node: string;
  readonly engine: string;
  readonly page: string;
  readonly preload: string;
}

export function findPlaces(app: Pick<App, 'isPackaged' | 'getAppPath'>): Places {
  const root = app.getAppPath();
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const built = {
    page: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'electron', 'preload.cjs'),
  };
  if (app.isPackaged) {
    // Plain Node cannot read out of an archive, so the engine lies unpacked beside it.
    const unpacked = root.replace(/app\.asar$/, 'app.asar.unpacked');
    return {
      ...built,
      node: join(process.resourcesPath, 'node', binary),
      engine: join(unpacked, 'out', 'engine', 'desktop.mjs'),
    };
  }
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const carried = join(root, 'node_modules', `node-${os}-${process.arch}`, 'bin', binary);
  return {
    ...built,
    // In a clone the start script has already found one, on systems too that have no package for it.
    node: process.env['ESPALIER_NODE'] ?? carried,
    engine: join(root, 'engine', 'hosts', 'desktop.ts'),
  };
}
