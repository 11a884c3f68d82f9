import { basename, extname } from 'node:path';
import type { BrowserWindow, Dialog, Shell } from 'electron';
import { EngineError } from '#contract/errors';
import { isOpenableLink, isRevealable } from './policy.ts';

/** The questions that only the system can ask; each resolves with null where the person changed their mind. */
export interface Dialogs {
  pickFolder(window: BrowserWindow, title: string): Promise<string | null>;
  pickProject(window: BrowserWindow, title: string): Promise<string | null>;
  pickFile(
    window: BrowserWindow,
    title: string,
    extensions: readonly string[],
  ): Promise<string | null>;
  pickSavePath(window: BrowserWindow, title: string, suggestedName: string): Promise<string | null>;
  /** @throws EngineError `path-refused` */
  reveal(path: string): void;
  /** @throws EngineError `bad-input` for anything but https */
  openLink(window: BrowserWindow, url: string): Promise<void>;
}

const project = { name: 'Espalier project', extensions: ['espalier'] };

export function createDialogs(dialog: Dialog, shell: Shell): Dialogs {
  const pickOne = async (window: BrowserWindow, options: Electron.OpenDialogOptions) =>
    (await dialog.showOpenDialog(window, options)).filePaths[0] ?? null;

  return {
    pickFolder: (window, title) => pickOne(window, { title, properties: ['openDirectory'] }),
    pickProject: (window, title) =>
      pickOne(window, { title, properties: ['openFile'], filters: [project] }),
    pickFile: (window, title, extensions) =>
      pickOne(window, {
        title,
        properties: ['openFile'],
        filters: [{ name: extensions.join(', '), extensions: [...extensions] }],
      }),
    async pickSavePath(window, title, suggestedName) {
      // A name only: a page may not say where the dialog starts.
      const defaultPath = basename(suggestedName.replaceAll('\\', '/'));
      const extension = extname(defaultPath).slice(1);
      const filters = extension ? [{ name: extension, extensions: [extension] }] : [];
      const { filePath } = await dialog.showSaveDialog(window, { title, defaultPath, filters });
      return filePath || null;
    },
    reveal(path) {
      if (!isRevealable(path, process.platform)) throw new EngineError('path-refused', path);
      shell.showItemInFolder(path);
    },
    async openLink(window, url) {
      if (!isOpenableLink(url)) throw new EngineError('bad-input', 'a link that is not https');
      const { response } = await dialog.showMessageBox(window, {
        type: 'question',
        message: 'Open this address in your browser?',
        // As the parser reads it, so that a look-alike host shows as what it is.
        detail: new URL(url).href,
        buttons: ['Open', 'Cancel'],
        defaultId: 1,
        cancelId: 1,
      });
      if (response === 0) await shell.openExternal(new URL(url).href);
    },
  };
}
