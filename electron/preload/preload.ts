import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { PORT_CHANNEL, portHandshake, type Host } from '#contract/host';
import type { ArgumentsOf, ShellRoute } from '#contract/shell';

/** Main never rejects; it answers with an output or with an error's code. */
async function ask<Output>(route: ShellRoute, ...args: ArgumentsOf<ShellRoute>): Promise<Output> {
  const answered = (await ipcRenderer.invoke(route, ...args)) as
    { readonly output: Output } | { readonly error: { readonly code: string } };
  if ('error' in answered) throw new Error(answered.error.code);
  return answered.output;
}

/** Named functions and nothing else: the page gets no channel, no event and no `ipcRenderer`. */
const host: Host = {
  kind: 'desktop',
  pickFolder: (title) => ask('dialog.pickFolder', title),
  pickProject: (title) => ask('dialog.pickProject', title),
  pickFile: (title, extensions) => ask('dialog.pickFile', title, [...extensions]),
  pickSavePath: (title, suggestedName) => ask('dialog.pickSavePath', title, suggestedName),
  async pathOfDropped(file) {
    // Empty for a File that a script made: only what the person dropped or chose has a path.
    const path = webUtils.getPathForFile(file);
    return path === '' ? null : ask('path.dropped', path);
  },
  reveal: (path) => ask('path.reveal', path),
  openLink: (url) => ask('link.open', url),
  passwordKeeper: () => ask('password.keeper'),
  keepPassword: (uri, user, password, isPlainAccepted) =>
    ask('password.keep', uri, user, password, isPlainAccepted),
  recallPassword: (uri, user) => ask('password.recall', uri, user),
  forgetPassword: (uri, user) => ask('password.forget', uri, user),
};

contextBridge.exposeInMainWorld(portHandshake.hostName, host);

window.addEventListener('message', (event: MessageEvent<{ espalier?: unknown } | null>) => {
  if (event.source === window && event.data?.espalier === portHandshake.ready.espalier)
    void ask('window.connect');
});

ipcRenderer.on(PORT_CHANNEL, ({ ports }) => {
  window.postMessage(portHandshake.connect, window.location.origin, [...ports]);
});
