import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  mkdtempSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { root } from './sources.ts';
import { buildShell, isRunning, startShell, waitFor, type RunningShell } from './shell.ts';

const chromium = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
const page = join(root, 'out/renderer');

/** Every process below this one. */
function descendantsOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const;
      } catch {
        return [0, 0] as const;
      }
    });
  const below = (one: number): number[] =>
    parents.filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

const commandOf = (pid: number) =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');

describe.skipIf(!existsSync(chromium) || !existsSync('/proc/self/stat'))(
  'the desktop app: true main, preload, page, engine and workers',
  // Six processes and a browser start here, on a machine that may be busy with other tests.
  { timeout: 180_000 },
  () => {
    let folder: string;
    let shell: RunningShell;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'app-'));
      const letters = join(folder, 'letters');
      mkdirSync(letters);
      writeFileSync(
        join(letters, 'first 🧵.txt'),
        'Ada Lovelace was born in London. She worked with Charles Babbage in England.\n',
      );
      writeFileSync(join(letters, 'second.md'), '# A note\n\nCharles Babbage lived in London.\n');
      writeFileSync(join(letters, 'broken.pdf'), 'this is no pdf');
      await buildShell();
      if (!existsSync(join(page, 'index.html')))
        await build({ configFile: join(root, 'build/vite.renderer.ts'), logLevel: 'error' });
      shell = await startShell({ page, engine: join(root, 'engine/hosts/desktop.ts') });
    });
    afterAll(async () => {
      await shell?.dispose();
      rmSync(folder, { recursive: true, force: true });
    });

    const sees = (text: string, ms = 100_000) =>
      waitFor(
        () =>
          shell.run(
            async ({ page }, wanted) =>
              (await (await page()).locator('body').innerText()).includes(wanted),
            text,
          ),
        ms,
      );

    it('imports the folder that a dialog gave, and shows its documents', async () => {
      await sees('folder');
      await shell.run(
        async ({ page, answers }, picked) => {
          answers.push({ filePaths: [picked] });
          await (await page()).locator('button.main').first().click();
        },
        join(folder, 'letters'),
      );
      for (const name of ['first 🧵.txt', 'second.md', 'broken.pdf'])
        expect(await sees(name)).toBe(true);
      expect(existsSync(join(folder, 'letters.espalier'))).toBe(true);
      const seen = await shell.run(({ seen, outside }) => ({
        dialogs: seen.dialogs.length,
        outside,
      }));
      expect(seen).toEqual({ dialogs: 1, outside: [] });
    });

    it('refuses a path that no dialog gave', async () => {
      // The page's own pipe, spoken to as a page that was taken over would.
      const refused = await shell.run(async ({ page }) => {
        const shown = await page();
        return shown.evaluate(() => {
          const connected = new Promise<MessagePort | undefined>((resolve) =>
            window.addEventListener(
              'message',
              ({ data, ports }: MessageEvent<{ espalier?: string }>) => {
                if (data.espalier === 'connect') resolve(ports[0]);
              },
            ),
          );
          window.postMessage({ espalier: 'ready' }, location.origin);
          return connected.then(
            (port) =>
              new Promise<string>((resolve) => {
                port?.addEventListener('message', ({ data }: MessageEvent<Uint8Array | null>) => {
                  if (data) resolve(new TextDecoder().decode(data));
                });
                port?.start();
                // MessagePack: {kind: 'call', id: 1, name: 'project.open', input: {path: '/etc/passwd'}}
                const text = (value: string) => [
                  0xa0 + value.length,
                  ...new TextEncoder().encode(value),
                ];
                const bytes = [
                  0x84,
                  ...text('kind'),
                  ...text('call'),
                  ...text('id'),
                  1,
                  ...text('name'),
                  ...text('project.open'),
                  ...text('input'),
                  0x81,
                  ...text('path'),
                  ...text('/etc/passwd'),
                ];
                port?.postMessage(new Uint8Array(bytes), []);
              }),
          );
        });
      });
      expect(refused).toContain('failure');
      expect(refused).toContain('path-refused');
    });

    it('shows every view under the policy, without a complaint or a request to another host', async () => {
      const seen = await shell.run(async ({ page, outside, complaints }) => {
        const shown = await page();
        for (const view of ['graph', 'entities', 'facts', 'export', 'models', 'documents']) {
          await shown.evaluate((name) => {
            location.hash = `#/${name}`;
          }, view);
          await shown.waitForTimeout(700);
        }
        const before = [...complaints];
        // What would be heard if a view did it.
        await shown.evaluate(() => document.body.setAttribute('style', 'color: red'));
        for (let wait = 0; wait < 100 && complaints.length === before.length; wait += 1)
          await shown.waitForTimeout(50);
        return { outside, before, heard: complaints.length - before.length };
      });
      expect(seen).toEqual({ outside: [], before: [], heard: 1 });
    });

    it('opens the project again after its engine was killed', async () => {
      const engine = descendantsOf(shell.process.pid ?? 0).find((pid) =>
        commandOf(pid).includes('desktop.ts'),
      );
      process.kill(engine ?? 0, 'SIGKILL');
      const next = await waitFor(() =>
        descendantsOf(shell.process.pid ?? 0).find(
          (pid) => pid !== engine && commandOf(pid).includes('desktop.ts'),
        ),
      );
      expect(commandOf(next ?? 0)).toContain('--reopen');
      expect(await sees('second.md')).toBe(true);
    });

    it('quits and leaves no process behind', async () => {
      const all = descendantsOf(shell.process.pid ?? 0);
      expect(all.filter((pid) => commandOf(pid).includes('engine/hosts')).length).toBeGreaterThan(
        0,
      );
      void shell.run(({ windows }) => windows[0]?.close()).catch(() => undefined);
      expect(await shell.gone).toBe(0);
      await waitFor(() => all.every((pid) => !isRunning(pid)));
      expect(all.filter(isRunning)).toEqual([]);
    });
  },
);
