import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { closeBrowser, openBrowser } from './browser.ts';
import { createEvent } from './events.ts';

let isReady = false;
const ready = openBrowser().then(() => (isReady = true));

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  isSandboxed: false,
  getPath: (name: string) =>
    join(process.env['STAND_IN_DATA'] ?? tmpdir(), `espalier-${name}-${process.pid}`),
  getAppPath: () => process.env['STAND_IN_ROOT'] ?? process.cwd(),
  whenReady: () => ready,
  isReady: () => isReady,
  requestSingleInstanceLock: () => process.env['STAND_IN_SECOND'] === undefined,
  enableSandbox() {
    if (isReady) throw new Error('enableSandbox has no effect after ready');
    app.isSandboxed = true;
  },
  /** Electron closes the windows first; main learns of the last one before the end. */
  quit() {
    app.emit('before-quit', createEvent({}));
    for (const window of [...openWindows]) window.destroy();
    const event = createEvent({});
    app.emit('will-quit', event);
    if (!event.defaultPrevented) app.exit(0);
  },
  exit(code = 0) {
    void closeBrowser().finally(() => process.exit(code));
  },
});

interface Destroyable {
  destroy(): void;
}

const openWindows = new Set<Destroyable>();

/** Windows tell of themselves here, since Electron's app knows when the last one has gone. */
export function addWindow(window: Destroyable): void {
  openWindows.add(window);
}

export function removeWindow(window: Destroyable, isQuitting: boolean): void {
  openWindows.delete(window);
  if (openWindows.size > 0 || isQuitting) return;
  if (app.listenerCount('window-all-closed') === 0) app.quit();
  else app.emit('window-all-closed');
}

// Electron quits in order when the system asks it to end.
process.once('SIGTERM', () => app.quit());
