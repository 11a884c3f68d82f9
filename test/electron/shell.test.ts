import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '#contract/host';
import { securityHeaders } from '#contract/policy';
import { buildShell, isRunning, startShell, waitFor, type RunningShell } from './shell.ts';

const page = fileURLToPath(new URL('../fixtures/page', import.meta.url));
const engine = fileURLToPath(new URL('./echo-engine.ts', import.meta.url));
const chromium = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';

const running: RunningShell[] = [];
async function start(args: readonly string[] = []): Promise<RunningShell> {
  const shell = await startShell({ page, engine, args });
  running.push(shell);
  await shell.run(({ app }) => new Promise((resolve) => setTimeout(resolve, 0, app.isSandboxed)));
  return shell;
}

/** Asked anew each time, since a window may not be there yet, or may get another page. */
const showsState = (shell: RunningShell, wanted: string, window = 0) =>
  waitFor(async () => {
    const text = shell.run(async ({ page }, at) => {
      const shown = await page(at);
      return shown.evaluate(() => document.getElementById('state')?.textContent);
    }, window);
    return (await text.catch(() => '')) === wanted;
  });

/** Process ids of the engines that were started, oldest first. */
const pids = (shell: RunningShell) =>
  shell.log().flatMap((line) => (line.startsWith('start ') ? [Number(line.split(' ')[1])] : []));

describe.skipIf(!existsSync(chromium))('main, preload and page over the stand-in', () => {
  beforeAll(buildShell);
  afterEach(async () => {
    await Promise.all(running.splice(0).map((shell) => shell.dispose()));
  });

  it('gives the page a port to the engine, and nothing else of Electron', async () => {
    const shell = await start();
    await showsState(shell, 'open');
    const seen = await shell.run(async ({ page, outside, registered }) => {
      const shown = await page();
      const inPage = await shown.evaluate(async () => {
        const host = Reflect.get(window, 'espalierHost') as Record<string, unknown>;
        const port = Reflect.get(window, 'port') as MessagePort;
        const answered = new Promise((resolve) =>
          port.addEventListener('message', ({ data }: MessageEvent<Uint8Array>) =>
            resolve([...data]),
          ),
        );
        port.postMessage(new Uint8Array([1, 2, 255]));
        return {
          echo: await answered,
          host: Object.entries(host).map(([name, value]) => `${name}: ${typeof value}`),
          isFrozen: Object.isFrozen(host),
          node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')],
        };
      });
      const answer = await shown.reload();
      return { inPage, outside, schemes: registered.schemes, headers: answer?.headers() };
    });
    expect(seen.inPage).toEqual({
      echo: [1, 2, 255],
      host: [
        'kind: string',
        'pickFolder: function',
        'pickProject: function',
        'pickFile: function',
        'pickSavePath: function',
        'pathOfDropped: function',
        'reveal: function',
        'openLink: function',
        'passwordKeeper: function',
        'keepPassword: function',
        'recallPassword: function',
        'forgetPassword: function',
      ],
      isFrozen: true,
      node: ['undefined', 'undefined'],
    });
    expect(seen.outside).toEqual([]);
    expect(seen.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(seen.headers).toMatchObject(securityHeaders);
  });

  it('grants what a dialog gave before the page hears of it, to that window', async () => {
    const shell = await start();
    await showsState(shell, 'open');
    const picked = await shell.run(async ({ page, answers, seen }) => {
      answers.push(
        { filePaths: ['/home/ada/letters 🧵'] },
        { filePaths: [] },
        { filePath: '/home/ada/out.csv' },
      );
      const shown = await page();
      const paths = await shown.evaluate(async () => {
        const host = Reflect.get(window, 'espalierHost') as Host;
        Reflect.get(window, 'standInPaths')['dropped'] = '/home/ada/dropped';
        return [
          await host.pickFolder('A folder'),
          await host.pickProject('A project'),
          await host.pickSavePath('Save', '../../etc/graph.csv'),
          await host.pathOfDropped(new File([], 'dropped')),
          await host.pathOfDropped(new File([], 'made by a script')),
        ];
      });
      return { paths, dialogs: seen.dialogs };
    });
    expect(picked.paths).toEqual([
      '/home/ada/letters 🧵',
      null,
      '/home/ada/out.csv',
      '/home/ada/dropped',
      null,
    ]);
    expect(picked.dialogs.map(({ kind }) => kind)).toEqual(['open', 'open', 'save']);
    expect(picked.dialogs[2]).toMatchObject({ options: { defaultPath: 'graph.csv' } });
    expect(shell.log().filter((line) => line.startsWith('path.grant'))).toEqual(
      (
        [
          ['/home/ada/letters 🧵', 'read'],
          ['/home/ada/out.csv', 'write'],
          ['/home/ada/dropped', 'read'],
        ] as const
      ).map(([path, use]) => `path.grant ${JSON.stringify({ channel: 1, path, use })}`),
    );
  });

  it('opens https links after a question, reveals local paths, and refuses the rest with a code', async () => {
    const shell = await start();
    await showsState(shell, 'open');
    const seen = await shell.run(async ({ page, answers, seen }) => {
      answers.push({ response: 0 }, { response: 1 });
      const results = await (
        await page()
      ).evaluate(async () => {
        const host = Reflect.get(window, 'espalierHost') as Host;
        const code = (work: Promise<unknown>) =>
          work.then(
            () => 'done',
            (error: Error) => error.message,
          );
        return [
          await code(host.openLink('https://example.org/a b')),
          await code(host.openLink('https://example.org/refused')),
          await code(host.openLink('file:///etc/passwd')),
          await code(host.openLink('https://user:word@example.org/')),
          await code(host.reveal('/home/ada/letters')),
          await code(host.reveal('\\\\host\\share')),
          await code(host.pickFolder(7 as unknown as string)),
          await code(host.pickFolder('x'.repeat(100_000))),
        ];
      });
      return { results, links: seen.openedLinks, revealed: seen.revealed };
    });
    expect(seen.results).toEqual([
      'done',
      'done',
      'bad-input',
      'bad-input',
      'done',
      'path-refused',
      'bad-input',
      'bad-input',
    ]);
    expect(seen.links).toEqual(['https://example.org/a%20b']);
    expect(seen.revealed).toEqual(['/home/ada/letters']);
  });

  it('stays on its page, opens no window and asks no other host', async () => {
    const shell = await start();
    await showsState(shell, 'open');
    const seen = await shell.run(async ({ page, outside, windows }) => {
      const shown = await page();
      const opened = await shown.evaluate(() => {
        const other = window.open('https://example.org/');
        location.href = 'https://example.org/';
        return other === null || other.closed;
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
      // The stand-in shuts what the page opened, which takes a browser under load its time.
      for (let wait = 0; wait < 100 && shown.context().pages().length > 1; wait += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return {
        opened,
        url: shown.url(),
        outside,
        windows: windows.length,
        pages: shown.context().pages().length,
      };
    });
    expect(seen).toMatchObject({
      url: 'http://espalier.localhost/',
      outside: [],
      windows: 1,
      pages: 1,
    });
  });

  it('starts a dead engine again once, and the page finds it with what was granted', async () => {
    const shell = await start();
    await showsState(shell, 'open');
    await shell.run(async ({ page, answers }) => {
      answers.push({ filePaths: ['/home/ada/letters'] });
      await (
        await page()
      ).evaluate(() => (Reflect.get(window, 'espalierHost') as Host).pickFolder('A folder'));
    });
    process.kill(pids(shell)[0] ?? 0, 'SIGKILL');
    await showsState(shell, 'closed');
    await shell.run(async ({ page }) => {
      await (
        await page()
      ).evaluate(() => window.postMessage({ espalier: 'ready' }, location.origin));
    });
    await showsState(shell, 'open');
    expect(shell.log().filter((line) => line.startsWith('start '))[1]).toMatch(/--reopen$/);
    expect(shell.log().at(-1)).toBe(
      'path.grant {"channel":2,"path":"/home/ada/letters","use":"read"}',
    );

    process.kill(pids(shell)[1] ?? 0, 'SIGKILL');
    await showsState(shell, 'closed');
    const errors = await waitFor(async () => {
      const all = await shell.run(({ seen }) => seen.errors);
      return all.length > 0 && all;
    });
    expect(errors).toHaveLength(1);
    expect(pids(shell)).toHaveLength(2);
  });

  it('loads the page again after it crashed, while the engine goes on', async () => {
    const shell = await start();
    await showsState(shell, 'open');
    await shell.run(async ({ page }) => {
      const shown = await page();
      const session = await shown.context().newCDPSession(shown);
      void session.send('Page.crash').catch(() => undefined);
      await shown.waitForEvent('crash');
    });
    await showsState(shell, 'open');
    expect(pids(shell)).toHaveLength(1);
    expect(shell.log()).toContain('end 1');
  });

  it('ends a pipe over what is no bytes, or too many', async () => {
    const shell = await start();
    await showsState(shell, 'open');
    await shell.run(async ({ page }) => {
      await (
        await page()
      ).evaluate(() =>
        (Reflect.get(window, 'port') as MessagePort).postMessage(
          new Uint8Array(1024 * 1024 + 1),
          [],
        ),
      );
    });
    expect(await waitFor(() => shell.log().includes('end 1'))).toBe(true);
  });

  it('gives every window a pipe of its own', async () => {
    const shell = await start();
    await showsState(shell, 'open');
    await shell.run(({ seen }) => {
      const template = seen.menu as { label?: string; submenu?: { click?: () => void }[] }[];
      template.find(({ label }) => label === 'File')?.submenu?.[0]?.click?.();
    });
    await showsState(shell, 'open', 1);
    await shell.run(({ windows }) => windows[0]?.close());
    await waitFor(() => shell.log().includes('end 1'));
    await showsState(shell, 'open', 0);
    expect(isRunning(shell.process.pid ?? 0)).toBe(true);
  });

  it('hands the folder of its command line to the engine', async () => {
    const shell = await start(['--no-sandbox', '--import', '/home/ada/letters']);
    await showsState(shell, 'open');
    expect(shell.log()).toContain('path.open {"path":"/home/ada/letters"}');
  });

  it('leaves no process behind: on quit the engine is let finish, and it notices a killed main', async () => {
    const quiet = await start();
    await showsState(quiet, 'open');
    const pid = pids(quiet)[0] ?? 0;
    void quiet.run(({ windows }) => windows[0]?.close()).catch(() => undefined);
    expect(await quiet.gone).toBe(0);
    expect(quiet.log().at(-1)).toBe(`stop ${pid}`);
    expect(isRunning(pid)).toBe(false);

    const killed = await start();
    await showsState(killed, 'open');
    const left = pids(killed)[0] ?? 0;
    killed.process.kill('SIGKILL');
    await killed.gone;
    await waitFor(() => !isRunning(left));
  });
});
