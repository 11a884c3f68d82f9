import { join } from 'node:path';
import {
  app,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron';
import { shellRoutes } from '#contract/shell';
import { findArgument } from './argument.ts';
import { createDialogs } from './dialogs.ts';
import { startEngine } from './engine.ts';
import { guardPages, guardSession } from './guard.ts';
import { createRouter } from './ipc.ts';
import { createKeychain } from './keychain.ts';
import { createMenuTemplate } from './menu.ts';
import { createPageLink, type PageLink } from './pages.ts';
import { findPlaces } from './places.ts';
import { schemes, servePage } from './protocol.ts';
import { createAnswers } from './routes.ts';
import { createWindow } from './window.ts';

guardPages(app);
protocol.registerSchemesAsPrivileged(schemes);
// One engine is the only writer of a project, so a second start shows the first one's window.
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

async function start(): Promise<void> {
  const places = findPlaces(app);
  const pages = new Map<number, PageLink>();
  const engine = startEngine({
    node: places.node,
    entry: places.engine,
    onGivenUp: () =>
      dialog.showErrorBox(
        'Espalier',
        'The engine ended twice. The project keeps what was finished; start Espalier again.',
      ),
  });

  function openWindow(): void {
    const window = createWindow(places.preload);
    const { id } = window.webContents;
    const page = createPageLink(window, engine, () => new MessageChannelMain());
    pages.set(id, page);
    window.on('closed', () => {
      page.close();
      pages.delete(id);
    });
  }

  const keychain = createKeychain(safeStorage, join(app.getPath('userData'), 'passwords.json'));
  const answers = createAnswers(createDialogs(dialog, shell), keychain, engine);
  const answer = createRouter(answers, (id) => pages.get(id));
  for (const route of Object.keys(shellRoutes))
    ipcMain.handle(route, (event, ...args: unknown[]) => answer(route, event, args));

  guardSession(session.defaultSession);
  servePage(protocol, places.page);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(createMenuTemplate(process.platform, app.isPackaged, { openWindow })),
  );

  const named = findArgument(process.argv.slice(1), process.cwd());
  if (named !== undefined) await engine.openPath(named).catch(() => undefined);
  openWindow();

  app.on('second-instance', (_, argv, folder) => {
    const path = findArgument(argv.slice(1), folder);
    if (path !== undefined) void engine.openPath(path).catch(() => undefined);
    const window = [...pages.values()][0]?.window;
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('activate', () => pages.size === 0 && openWindow());
  app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
  app.once('will-quit', (event) => {
    event.preventDefault();
    void engine.stop().finally(() => app.exit(0));
  });
}
