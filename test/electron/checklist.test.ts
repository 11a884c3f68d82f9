import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '#contract/policy';
import { schemes } from '../../electron/main/protocol.ts';
import { calls, constructs, findFiles, importsOf, names, readSources, root } from './sources.ts';

const shell = readSources('electron');
const product = [...shell, ...readSources('engine', 'renderer')];
const nowhere: string[] = [];

/** Options that may never be named, since Electron's default is the safe one. */
const neverSet = [
  'webSecurity',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'enableBlinkFeatures',
  'nodeIntegrationInSubframes',
  'enableRemoteModule',
  'allowpopups',
  'affinity',
  'additionalArguments',
  'bypassCSP',
  'corsEnabled',
  'allowServiceWorkers',
];

/** The twenty items of Electron's security checklist, in its order. */
describe('the Electron checklist', () => {
  it('1 loads only its own pages', () => {
    const loading = findFiles(shell, calls('loadURL'));
    expect(loading).toEqual(['electron/main/window.ts']);
    expect(findFiles(shell, calls('loadFile'))).toEqual(nowhere);
    expect(
      shell.filter(({ text }) => /['"`]https?:\/\//.test(text)).map(({ file }) => file),
    ).toEqual(nowhere);
  });

  it('2, 3, 4 makes windows in one place, with one frozen object of preferences', async () => {
    expect(findFiles(product, constructs('BrowserWindow'))).toEqual(['electron/main/window.ts']);
    for (const other of ['WebContentsView', 'BrowserView', 'BaseWindow'])
      expect(findFiles(product, names(other))).toEqual(nowhere);
    expect(findFiles(shell, names('webPreferences'))).toEqual(['electron/main/window.ts']);
    const window = shell.find(({ file }) => file === 'electron/main/window.ts');
    const object = /Object\.freeze\(\{([^}]*)\}\)/.exec(window?.text ?? '')?.[1] ?? '';
    const set = object
      .split(',')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    expect(set).toEqual([
      'preload',
      'sandbox: true',
      'contextIsolation: true',
      'nodeIntegration: false',
      'nodeIntegrationInWorker: false',
      'nodeIntegrationInSubFrames: false',
      'webviewTag: false',
      'navigateOnDragDrop: false',
      'spellcheck: false',
      'safeDialogs: true',
    ]);
    expect(findFiles(shell, calls('enableSandbox'))).toEqual(['electron/main/guard.ts']);
  });

  it('5, 13, 14 has its guards set before anything else (guard.test.ts shows what they do)', () => {
    const main = shell.find(({ file }) => file === 'electron/main/main.ts')?.text ?? '';
    const at = (part: string) => main.indexOf(part);
    expect(at('guardPages(app)')).toBeGreaterThan(0);
    expect(at('guardPages(app)')).toBeLessThan(at('whenReady'));
    expect(at('registerSchemesAsPrivileged')).toBeLessThan(at('whenReady'));
    expect(at('guardSession(session.defaultSession)')).toBeGreaterThan(0);
    expect(at('guardSession(session.defaultSession)')).toBeLessThan(at('  openWindow();'));
    for (const way of ['fromPartition', 'fromPath', 'partition'])
      expect(findFiles(shell, names(way))).toEqual(nowhere);
  });

  it('6, 8, 9, 10, 11, 12 never names an option that opens something', () => {
    for (const option of neverSet)
      expect([option, findFiles(shell, names(option))]).toEqual([option, nowhere]);
    for (const call of ['appendSwitch', 'appendArgument', 'disableHardwareAcceleration'])
      expect([call, findFiles(shell, calls(call))]).toEqual([call, nowhere]);
    expect(product.filter(({ text }) => text.includes('<webview')).map(({ file }) => file)).toEqual(
      nowhere,
    );
  });

  it('7 has a policy without inline code, eval or strangers (headers.test.ts compares it)', () => {
    expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(contentSecurityPolicy).not.toMatch(/unsafe|nonce|sha256|\*|https?:|data:/);
  });

  it('15 opens nothing outside but by dialogs.ts, and never a file', () => {
    expect(findFiles(product, calls('openExternal'))).toEqual(['electron/main/dialogs.ts']);
    expect(findFiles(product, calls('showItemInFolder'))).toEqual(['electron/main/dialogs.ts']);
    expect(
      findFiles(product, calls('openPath')).filter((file) => file !== 'electron/main/main.ts'),
    ).toEqual(nowhere);
    expect(
      product.filter(({ text }) => text.includes('shell.openPath')).map(({ file }) => file),
    ).toEqual(nowhere);
  });

  it('16 pins one exact version of a supported line', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const version = devDependencies['electron'] ?? '';
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Number(version.split('.')[0])).toBeGreaterThanOrEqual(45);
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string; integrity?: string; link?: boolean }>;
    };
    expect(lock.packages['node_modules/electron']?.version).toBe(version);
    const loose = Object.entries(lock.packages).filter(
      ([path, entry]) => path !== '' && !entry.link && !entry.integrity,
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  it('17 listens to pages by the router alone (ipc.test.ts attacks it)', () => {
    expect(
      shell
        .filter((source) => importsOf(source, 'electron').includes('ipcMain'))
        .map(({ file }) => file),
    ).toEqual(['electron/main/main.ts']);
    const main = shell.find(({ file }) => file === 'electron/main/main.ts')?.text ?? '';
    expect(main.match(/ipcMain\.\w+\(/g)).toEqual(['ipcMain.handle(']);
    expect(main).toMatch(
      /ipcMain\.handle\(route, \(event, \.\.\.args: unknown\[\]\) => answer\(route, event, args\)\)/,
    );
  });

  it('18 serves a scheme of its own, with no more privileges than a page needs', () => {
    expect(schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(
      findFiles(
        shell,
        (node) => names('registerFileProtocol')(node) || names('interceptFileProtocol')(node),
      ),
    ).toEqual(nowhere);
    expect(shell.filter(({ text }) => /file:\/\//.test(text)).map(({ file }) => file)).toEqual(
      nowhere,
    );
  });

  it('20 gives the page no Electron (shell.test.ts lists what it gets)', () => {
    const preload = shell.find(({ file }) => file === 'electron/preload/preload.ts');
    expect(preload && importsOf(preload, 'electron')).toEqual([
      'contextBridge',
      'ipcRenderer',
      'webUtils',
    ]);
    expect(preload?.text.match(/exposeInMainWorld/g)).toHaveLength(1);
    expect(preload?.text).not.toMatch(/ipcRenderer\.(send|sendSync|postMessage|sendToHost)/);
    expect(preload?.text.split('\n').length).toBeLessThan(60);
  });

  it('and nothing but main, window and preload loads Electron at run time', () => {
    const loading = product
      .filter((source) => importsOf(source, 'electron').length > 0)
      .map(({ file }) => file);
    expect(loading.toSorted()).toEqual([
      'electron/main/main.ts',
      'electron/main/window.ts',
      'electron/preload/preload.ts',
    ]);
  });
});
