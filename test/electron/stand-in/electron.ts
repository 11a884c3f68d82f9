/**
 * The parts of the `electron` module that main uses, over real Chromium: a window is a page, the preload runs in it
 * before the page does, `app://` is answered by main's own handler. What Electron promises and this does not show:
 * separate worlds of preload and page (here a closure keeps them apart), sandbox, fuses, native menus and dialogs.
 */
import { app } from './app.ts';
import { startControl } from './control.ts';

export { app };
export { dialog, Menu, safeStorage, shell } from './system.ts';
export { ipcMain } from './ipc.ts';
export { MessageChannelMain } from './ports.ts';
export { protocol, session } from './session.ts';
export { BrowserWindow } from './window.ts';

void app.whenReady().then(startControl);
