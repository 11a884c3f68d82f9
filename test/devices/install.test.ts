import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getMachine, toEnvironment } from '#engine/devices/device';
import { installLibraries } from '#engine/devices/install';
import { wheels, type Wheel } from '#engine/devices/wheels';

let data = '';
let from = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'espalier-install-'));
  from = join(data, 'downloads');
  mkdirSync(from);
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** A wheel of our own, with a library, one that is stored unpacked, and a file that is not taken. */
function makeWheel(name: string, says = 'library 🧵'): Wheel {
  const bytes = zipSync({
    [`${name}/lib/lib${name}.so.13`]: strToU8(says.repeat(1000)),
    [`${name}/lib/lib${name}_plain.so.13`]: [strToU8(says), { level: 0 }],
    [`${name}/lib/lib${name}.alt.so`]: strToU8('no'),
    [`${name}/../../../evil.so.13.sh`]: strToU8('no'),
  });
  const file = `${name}-1-py3-none-any.whl`;
  writeFileSync(join(from, file), bytes);
  return {
    package: name,
    version: '1',
    file,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    takes: /\/(lib\w+\.so\.13)$/u,
  };
}

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'installing libraries',
  () => {
    it('takes them from a folder, and its processes find them', async () => {
      const folder = await installLibraries({
        data,
        from,
        wheels: [makeWheel('cu'), makeWheel('nv')],
      });
      expect(readdirSync(folder).sort()).toEqual([
        'installed.json',
        'libcu.so.13',
        'libcu_plain.so.13',
        'libnv.so.13',
        'libnv_plain.so.13',
        'libonnxruntime.so.1',
      ]);
      expect(readFileSync(join(folder, 'libcu.so.13'), 'utf8')).toBe('library 🧵'.repeat(1000));
      expect(readFileSync(join(folder, 'libnv_plain.so.13'), 'utf8')).toBe('library 🧵');
      const machine = getMachine(data);
      expect(machine.libraries).toBe(folder);
      const env = toEnvironment({ provider: 'cuda', precision: 'half' }, machine);
      expect(env['LD_LIBRARY_PATH']?.split(':')[0]).toBe(folder);
      expect(toEnvironment({ provider: 'cpu', precision: 'single' }, machine)).toEqual({});
      // Another driver or other libraries are another trial.
      await installLibraries({ data, from, wheels: [makeWheel('cu', 'newer')] });
      expect(readFileSync(join(folder, 'libcu_plain.so.13'), 'utf8')).toBe('newer');
      expect(getMachine(data).driver).not.toBe(machine.driver);
      expect(readdirSync(join(data, 'gpu'))).toHaveLength(1);
    });

    it('refuses a file whose hash is another, and changes nothing', async () => {
      const good = makeWheel('cu');
      const folder = await installLibraries({ data, from, wheels: [good] });
      const bad = makeWheel('nv');
      const path = join(from, bad.file);
      const bytes = readFileSync(path);
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      await expect(installLibraries({ data, from, wheels: [good, bad] })).rejects.toMatchObject({
        code: 'gpu-refused',
        subject: expect.stringContaining(`${bad.file} is not the file it should be`) as string,
      });
      expect(existsSync(join(folder, 'libcu.so.13'))).toBe(true);
      expect(existsSync(join(folder, 'libnv.so.13'))).toBe(false);
      expect(readdirSync(join(data, 'gpu'))).toHaveLength(1);
    });

    it('names the file that is not in the folder', async () => {
      const [first] = wheels;
      await expect(installLibraries({ data, from })).rejects.toMatchObject({
        code: 'gpu-refused',
        subject: expect.stringContaining(`${first?.file} is not in`) as string,
      });
      expect(getMachine(data).libraries).toBe(null);
    });

    it('says what of the disk stands in the way, and leaves nothing', async () => {
      const good = makeWheel('cu');
      const folder: Wheel = { ...good, file: 'folder.whl' };
      mkdirSync(join(from, 'folder.whl'));
      await expect(installLibraries({ data, from, wheels: [good, folder] })).rejects.toMatchObject({
        code: 'gpu-refused',
        subject: expect.stringMatching(/cannot be read or written \(EISDIR\)/u) as string,
      });
      expect(readdirSync(join(data, 'gpu'))).toEqual([]);
      const file = join(data, 'file');
      writeFileSync(file, '');
      await expect(installLibraries({ data: file, from, wheels: [good] })).rejects.toMatchObject({
        code: 'gpu-refused',
      });
    });

    it('is stopped in the middle, and leaves nothing', async () => {
      const stop = new AbortController();
      let steps = 0;
      const onStep = () => {
        steps += 1;
        if (steps === 2) stop.abort();
      };
      const wanted = [makeWheel('cu'), makeWheel('nv'), makeWheel('cv')];
      await expect(
        installLibraries({ data, from, wheels: wanted, onStep, signal: stop.signal }),
      ).rejects.toMatchObject({ code: 'cancelled' });
      expect(steps).toBe(2);
      expect(readdirSync(join(data, 'gpu'))).toEqual([]);
    });

    it('clears what killed installations left, and nothing of one that runs', async () => {
      const gpu = join(data, 'gpu');
      const folder = await installLibraries({ data, from, wheels: [makeWheel('cu')] });
      const { pid: dead } = spawnSync(process.execPath, ['--version']);
      const left = (name: string) => {
        mkdirSync(join(gpu, name));
        writeFileSync(join(gpu, name, 'libcu.so.13'), 'half');
      };
      const uuid = '0d3c1f86-6f4e-4b62-9d0a-52a4c4a1d7aa';
      for (const name of [`.${uuid}`, `.${dead}.${uuid}`, `.${dead}.${uuid}.fetched`]) left(name);
      left(`.${process.pid}.${uuid}`);
      // It was killed between the two renames: what was there before is put back, whatever becomes of this one.
      renameSync(folder, join(gpu, `.${dead}.${uuid}.old`));
      const wheel = { ...makeWheel('nv'), sha256: 'other' };
      await expect(installLibraries({ data, from, wheels: [wheel] })).rejects.toMatchObject({
        code: 'gpu-refused',
      });
      expect(readdirSync(gpu).sort()).toEqual([`.${process.pid}.${uuid}`, basename(folder)]);
      expect(existsSync(join(folder, 'libcu.so.13'))).toBe(true);
    });

    it('fetches what it has no folder for, and keeps nothing of a fetch that failed', async () => {
      const wheel = makeWheel('cu');
      const fetched: string[] = [];
      const fetch = (one: Wheel, folder: string) => {
        fetched.push(one.package);
        writeFileSync(join(folder, one.file), readFileSync(join(from, one.file)));
        return Promise.resolve();
      };
      await installLibraries({ data, wheels: [wheel], fetch });
      expect(fetched).toEqual(['cu']);
      const fail = () => Promise.reject(new Error('no network'));
      await expect(installLibraries({ data, wheels: [wheel], fetch: fail })).rejects.toThrow(
        'no network',
      );
      expect(getMachine(data).libraries).not.toBe(null);
    });
  },
);
