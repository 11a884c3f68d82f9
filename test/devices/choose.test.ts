import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseDevice, type ChoiceRequest } from '#engine/devices/choose';
import type { Device, Machine } from '#engine/devices/device';
import { recall, remember } from '#engine/devices/remember';
import type { WorkerStart } from '#engine/workers/process';

const folder = fileURLToPath(new URL('../../models/minilm', import.meta.url));
const standIn = fileURLToPath(new URL('stand-in.ts', import.meta.url));

/** A Linux with an NVIDIA card, its driver and CUDA's libraries. */
const machine: Machine = {
  platform: 'linux',
  arch: 'x64',
  runtime: '1.30.0',
  driver: 'one',
  hasNvidia: true,
  libraries: '/nowhere',
};

let data = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'espalier-devices-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** Devices that behave as told, the processor well; counts what was started. */
function createRequest(
  kinds: Partial<Record<string, string>>,
  changes: Partial<ChoiceRequest> = {},
) {
  const started: string[] = [];
  const start = ({ provider }: Device): WorkerStart => {
    started.push(provider);
    const kind = kinds[provider] ?? 'well';
    return { argv: ['--disable-warning=ExperimentalWarning', standIn, kind], env: {} };
  };
  const request: ChoiceRequest = {
    data,
    folder,
    heads: ['news'],
    // Next to none, so that no noise of a busy machine makes the processor the faster one.
    workers: 0.0001,
    machine,
    probe: { patience: 20_000, measure: 100 },
    start,
    ...changes,
  };
  return { request, started };
}

const rowOf = async (request: ChoiceRequest, provider: string) => {
  const { rows, device } = await chooseDevice(request);
  return { used: device.provider, row: rows.find((row) => row.provider === provider) };
};

describe('choosing a device', () => {
  it('uses the first that works, answers like the processor and is faster', async () => {
    const { request, started } = createRequest({ cuda: 'well', tensorrt: 'well' });
    const { rows, device } = await chooseDevice(request);
    expect(device).toEqual({ provider: 'cuda', precision: 'half' });
    expect(started).toEqual(['cpu', 'cuda', 'tensorrt']);
    expect(rows.map(({ provider, state }) => `${provider} ${state}`)).toEqual([
      'cuda used',
      'tensorrt ready',
      'dml absent',
      'coreml absent',
      'webgpu off',
      'cpu ready',
    ]);
  });

  it.each([
    ['crash-on-load', /crashed when it was tried/u],
    ['missing-library', /A library of CUDA is missing \(libcublasLt\.so\.13\)/u],
    ['other-answers', /answers otherwise than the processor/u],
  ])('a device that does %s costs nothing but its own process', async (kind, reason) => {
    const { request } = createRequest({ cuda: kind, tensorrt: 'well' });
    const { rows, device } = await chooseDevice(request);
    expect(rows[0]).toMatchObject({ provider: 'cuda', state: 'refused' });
    expect(rows[0]?.reason).toMatch(reason);
    expect(device.provider).toBe('tensorrt');
  });

  it.each(['hang-on-load', 'hang-quietly'])('one that does %s is stopped', async (kind) => {
    const { request } = createRequest({ cuda: kind, tensorrt: 'crash-on-load' });
    const known = await chooseDevice({ ...request, machine: { ...machine, libraries: null } });
    expect(known.device.provider).toBe('cpu');
    const began = performance.now();
    const { row, used } = await rowOf(
      { ...request, probe: { patience: 2500, measure: 100 } },
      'cuda',
    );
    expect(row).toMatchObject({ state: 'refused' });
    expect(row?.reason).toContain('did not answer in time');
    expect(used).toBe('cpu');
    expect(performance.now() - began).toBeLessThan(25_000);
  });

  it('leaves one alone that works and is slower than the processors together', async () => {
    const { request } = createRequest({ cuda: 'slow', tensorrt: 'crash-on-load' }, { workers: 4 });
    const { row, used } = await rowOf(request, 'cuda');
    expect(row).toMatchObject({ state: 'ready' });
    expect(row?.reason).toContain('no faster than the processor');
    expect(used).toBe('cpu');
  });

  it('remembers what it found, until driver, runtime or model are others', async () => {
    const kinds = { cuda: 'missing-library', tensorrt: 'missing-library' };
    const { request, started } = createRequest(kinds);
    const first = await chooseDevice(request);
    expect(started).toHaveLength(3);
    expect(await chooseDevice(request)).toEqual(first);
    expect(started).toHaveLength(3);
    await chooseDevice({ ...request, machine: { ...machine, driver: 'two' } });
    expect(started).toHaveLength(6);
    await chooseDevice({ ...request, anew: true });
    expect(started).toHaveLength(9);
    // Both drivers are remembered beside each other.
    await chooseDevice({ ...request, machine: { ...machine, driver: 'two' } });
    expect(started).toHaveLength(9);
  });

  it('forgets first what was used longest ago, and takes no device for the faster one without the processor’s rate', async () => {
    const { request, started } = createRequest({ tensorrt: 'missing-library' });
    const first = await chooseDevice(request);
    expect(started).toEqual(['cpu', 'cuda', 'tensorrt']);
    const fill = (from: number) =>
      remember(data, {
        webgpu: false,
        verdicts: {
          ...recall(data).verdicts,
          ...Object.fromEntries(
            Array.from({ length: 20 }, (_, i) => [
              `cuda other ${from + i}`,
              { works: false, trouble: 'refused', said: '' } as const,
            ]),
          ),
        },
      });
    for (let from = 0; from < 200; from += 20) {
      fill(from);
      expect(await chooseDevice(request)).toEqual(first);
    }
    expect(started).toHaveLength(3);
    // As a file has it from which the processor's was dropped.
    const left = Object.entries(recall(data).verdicts).filter(([key]) => !key.startsWith('cpu'));
    remember(data, { webgpu: false, verdicts: Object.fromEntries(left) });
    expect((await chooseDevice({ ...request, workers: 1000 })).device.provider).toBe('cpu');
    // What did not work is not tried for that.
    expect(started.slice(3)).toEqual(['cpu', 'cuda']);
  });

  it('judges no device while the processor itself fails, and keeps nothing of it', async () => {
    const { request } = createRequest({ cpu: 'crash-on-load' });
    const { rows, device } = await chooseDevice(request);
    expect(device.provider).toBe('cpu');
    expect(rows.filter(({ state }) => state === 'refused')).toEqual([]);
    expect(rows.at(-1)).toMatchObject({ provider: 'cpu', sentencesPerSecond: null });
    expect(rows.at(-1)?.reason).toContain('did not run');
    // Once the model runs again nothing is held against anybody.
    expect((await chooseDevice(createRequest({}).request)).device.provider).toBe('cuda');
  });

  // The second as by Ctrl C in a terminal, before it can leave that to its parent.
  const killed = ['killed-on-load', 'interrupted-on-load'];
  it.each(killed)('holds nothing against a device whose process was %s', async (cuda) => {
    const { row, used } = await rowOf(
      createRequest({ cuda, tensorrt: 'crash-on-load' }).request,
      'cuda',
    );
    expect(row).toMatchObject({ state: 'refused' });
    expect(row?.reason).toContain('ended by somebody');
    expect(used).toBe('cpu');
    const { request, started } = createRequest({});
    expect((await chooseDevice(request)).device.provider).toBe('cuda');
    expect(started).toEqual(['cpu', 'cuda']);
  });

  it('is stopped at once, and holds nothing against what it was trying', async () => {
    for (const cpu of ['hang-quietly', 'well']) {
      const stop = new AbortController();
      const { request, started } = createRequest({ cpu, cuda: 'hang-quietly' });
      const probe = { ...request.probe, signal: stop.signal };
      const choosing = chooseDevice({ ...request, probe });
      const last = cpu === 'well' ? 'cuda' : 'cpu';
      await expect.poll(() => started.at(-1), { timeout: 15_000 }).toBe(last);
      const began = performance.now();
      stop.abort();
      await expect(choosing).rejects.toMatchObject({ code: 'cancelled' });
      expect(performance.now() - began).toBeLessThan(5000);
      expect(recall(data).verdicts).toEqual({});
    }
  });

  it('starts nothing where there is nothing to try', async () => {
    const { request, started } = createRequest({});
    const bare = { ...machine, hasNvidia: false, libraries: null };
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const { rows } = await chooseDevice({
        ...request,
        machine: { ...bare, platform },
        heads: platform === 'linux' ? ['news'] : [],
      });
      for (const { reason } of rows) expect(reason).toMatch(/^\p{Lu}[^`]*(?:`[^`]+`[^`]*)?\.$|^$/u);
    }
    expect(started).toEqual([]);
  });

  it('is not harmed by what stands in its memory', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(data, 'devices.json'), '{"verdicts": 7, "webgpu": "yes"');
    expect(recall(data)).toEqual({ verdicts: {}, webgpu: false });
    remember(data, { verdicts: {}, webgpu: true });
    expect(recall(data).webgpu).toBe(true);
  });
});
