import type { PathUse } from '#contract/shell';
import type { Dialogs } from './dialogs.ts';
import type { EngineProcess } from './engine.ts';
import type { Answers } from './ipc.ts';
import type { Keychain } from './keychain.ts';
import type { PageLink } from './pages.ts';

/** What main does for a page. A path that the person chose is granted to that page before it hears of it. */
export function createAnswers(
  dialogs: Dialogs,
  keychain: Keychain,
  engine: Pick<EngineProcess, 'givePassword'>,
): Answers<PageLink> {
  const granted = async (page: PageLink, use: PathUse, picked: Promise<string | null>) => {
    const path = await picked;
    return path === null ? null : page.grant(path, use);
  };
  return {
    'window.connect': (page) => page.connect(),
    'dialog.pickFolder': (page, title) =>
      granted(page, 'read', dialogs.pickFolder(page.window, title)),
    'dialog.pickProject': (page, title) =>
      granted(page, 'read', dialogs.pickProject(page.window, title)),
    'dialog.pickFile': (page, title, extensions) =>
      granted(page, 'read', dialogs.pickFile(page.window, title, extensions)),
    'dialog.pickSavePath': (page, title, name) =>
      granted(page, 'write', dialogs.pickSavePath(page.window, title, name)),
    'path.dropped': (page, path) => page.grant(path, 'read'),
    'path.reveal': (_, path) => dialogs.reveal(path),
    'link.open': (page, url) => dialogs.openLink(page.window, url),
    'password.keeper': () => keychain.keeper(),
    'password.keep': (_, uri, user, password, isPlainAccepted) =>
      keychain.keep(uri, user, password, isPlainAccepted),
    async 'password.recall'(_, uri, user) {
      const password = await keychain.find(uri, user);
      if (password === undefined) return false;
      await engine.givePassword(uri, user, password);
      return true;
    },
    'password.forget': (_, uri, user) => keychain.forget(uri, user),
  };
}
