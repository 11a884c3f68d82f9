import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { toArguments, type Output } from '../../engine/hosts/cli/command.ts';
import { importCommand } from '../../engine/hosts/cli/import.ts';
import { startCommand } from '../line/command.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-interrupt-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'lighthouse.txt'), 'Marit Solheim kept the lighthouse of Utvær. 🗼\n');
  return folder;
}

const slowLoad = fileURLToPath(new URL('slow-load.mjs', import.meta.url));

// Windows has no signals: there a process is simply ended, whoever listens.
test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a program at once that is still loading its command',
  async (signal) => {
    const folder = makeFolder();
    const project = join(folder, 'p.espalier');
    const { child, ended } = startCommand(['import', folder, '--project', project], {
      nodeArgs: ['--import', slowLoad],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    if (!child.stderr) throw new Error('nothing is heard of it');
    await once(child.stderr, 'data');
    child.kill(signal);
    // Not by its own exit code: that would be after all was loaded.
    expect(await ended).toMatchObject({ signal, code: null, stderr: 'loading\n' });
    expect(existsSync(project)).toBe(false);
  },
);

test('an import that is asked to stop before it has begun does not begin', async () => {
  const folder = makeFolder();
  const printed: unknown[] = [];
  const out: Output = {
    result: (value) => void printed.push(value),
    row: async (value) => void printed.push(value),
    note: () => undefined,
    progress: () => undefined,
    signal: AbortSignal.abort(),
  };
  const argv = [folder, '--project', join(folder, 'p.espalier'), '--heads', 'none'];
  const running = importCommand.run(toArguments(importCommand, argv), out);
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(printed).toEqual([]);
});
