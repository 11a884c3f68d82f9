import { BrowserWindow, type WebPreferences } from 'electron';
import { ORIGIN } from './policy.ts';

/** One object for every window. What it does not name keeps Electron's own, safe default, and no test lets it be named. */
export function toWebPreferences(preload: string): Readonly<WebPreferences> {
  return Object.freeze({
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    safeDialogs: true,
  });
}

/** A page that dies this often within a minute is not helped by loading it again. */
const MAX_RELOADS = 3;

/** The only place where a window is made. */
export function createWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 840,
    minWidth: 760,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    title: 'Espalier',
    webPreferences: toWebPreferences(preload),
  });
  window.once('ready-to-show', () => window.show());
  let reloads: number[] = [];
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = performance.now();
    reloads = [...reloads.filter((at) => now - at < 60_000), now];
    // The engine went on meanwhile; a fresh page shows where it stands.
    if (reloads.length <= MAX_RELOADS) window.webContents.reload();
  });
  // Rejects where a second load overtakes the first; what cannot be loaded at all says so in the window.
  window.loadURL(`${ORIGIN}/`).catch(() => undefined);
  return window;
}
