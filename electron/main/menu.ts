import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly openWindow: () => void;
}

/** The system's own entries; what Espalier itself can do stands in the page, where it is the same as in a browser. */
export function createMenuTemplate(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  { openWindow }: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const inspector: MenuItemConstructorOptions[] = isPackaged ? [] : [{ role: 'toggleDevTools' }];
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        { label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: openWindow },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        ...inspector,
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
