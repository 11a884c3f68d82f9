import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { toArguments, UsageError, type Output } from '../../engine/hosts/cli/command.ts';
import { devicesCommand } from '../../engine/hosts/cli/devices.ts';
import { startCommand } from '../line/command.ts';

const models = fileURLToPath(new URL('../../models', import.meta.url));

function makeData(): string {
  const data = mkdtempSync(join(tmpdir(), 'espalier-command-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return data;
}

it('says of a model that cannot be opened that it cannot, and shows no empty list', async () => {
  const data = makeData();
  const damaged = join(data, 'damaged');
  cpSync(join(models, 'minilm/manifest.json'), join(damaged, 'manifest.json'));
  writeFileSync(join(damaged, 'manifest.json'), '{');
  for (const how of [
    ['--heads', 'nosuch'],
    ['--model', damaged],
  ]) {
    const { ended } = startCommand(['devices', ...how], { env: { ESPALIER_DATA: data } });
    expect(await ended).toMatchObject({ code: 1, stdout: '' });
    expect((await ended).stderr).toMatch(/nosuch|damaged/u);
  }
});

it('says of each that it is left alone where only the processor may be used', async () => {
  const env = { ESPALIER_DATA: makeData(), ESPALIER_DEVICE: 'cpu' };
  const { stdout } = await startCommand(['devices', '--json'], { env }).ended;
  const { used, providers } = JSON.parse(stdout) as {
    readonly used: string;
    readonly providers: readonly { readonly provider: string; readonly reason: string }[];
  };
  expect(used).toBe('cpu');
  expect(providers).toHaveLength(6);
  expect(providers.filter(({ reason }) => reason === '')).toEqual([]);
});

it.each([
  ['--list', '--install'],
  ['--list', '--install', '--from', 'folder'],
  ['--list', '--from', 'folder'],
  ['--list', '--webgpu', 'on'],
  ['--list', '--heads', 'news'],
  ['--try', '--from', 'folder'],
])('leaves out nothing that it is asked for without a word: %s %s %s', async (...argv) => {
  const out: Output = {
    result: () => expect.unreachable(),
    row: () => expect.unreachable(),
    note: () => undefined,
    progress: () => undefined,
    signal: AbortSignal.abort(),
  };
  const running = devicesCommand.run(toArguments(devicesCommand, argv), out);
  await expect(running).rejects.toThrow(UsageError);
});

it('hears that it is to stop', async () => {
  const out: Output = {
    result: () => expect.unreachable(),
    row: () => Promise.resolve(),
    note: () => undefined,
    progress: () => undefined,
    signal: AbortSignal.abort(),
  };
  const running = devicesCommand.run(toArguments(devicesCommand, ['--try']), out);
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});
