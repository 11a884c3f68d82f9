import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { join } from 'node:path';
import { providers, type Provider } from '#domain/devices';
import { digest } from '../digest.ts';
import type { Precision } from './floating.ts';

/** Where and in what a model runs: what an extractor process is started with. */
export interface Device {
  readonly provider: Provider;
  readonly precision: Precision;
}

/** The processor; its int8 stands in the graph, so nothing is converted. */
export const processor: Device = { provider: 'cpu', precision: 'single' };

/** As it stands among a process's arguments: `webgpu/single`. */
export const toArgument = ({ provider, precision }: Device): string => `${provider}/${precision}`;

/** @throws RangeError for what `toArgument` never wrote */
export function fromArgument(argument: string): Device {
  const [name, precision] = argument.split('/');
  const provider = providers.find((one) => one === name);
  if (!provider || (precision !== 'half' && precision !== 'single')) throw new RangeError(argument);
  return { provider, precision };
}

/** In what a provider is tried, one after the other. Not every Vulkan device counts in half. */
export function toTrials(provider: Provider): readonly Device[] {
  if (provider === 'cpu') return [processor];
  const half: Device = { provider, precision: 'half' };
  return provider === 'webgpu' ? [half, { provider, precision: 'single' }] : [half];
}

/** Facts of this machine that decide which providers can be, read without loading anything. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Version of ONNX Runtime. */
  readonly runtime: string;
  /** What names the driver: another one is another trial. */
  readonly driver: string;
  readonly hasNvidia: boolean;
  /** Where `npm run gpu:install` puts CUDA's libraries; null where they are not. */
  readonly libraries: string | null;
}

const NVIDIA = '/proc/driver/nvidia/version';

/** What `gpu:install` wrote last: the folder is whole. */
export const INSTALLED = 'installed.json';

const RUNTIME = 'onnxruntime-node';

/** Version of ONNX Runtime: read from its package, of which nothing is loaded here; empty where it cannot be told. */
export function getRuntime(): string {
  try {
    const path = createRequire(import.meta.url).resolve(`${RUNTIME}/package.json`);
    return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  } catch {
    // Whether a graph can be run is told by the worker that runs it; nobody must fail to start for a number.
    return '';
  }
}

/** Folder of the libraries for one version of the runtime, in the person's data. */
export const toLibraries = (data: string, runtime: string): string =>
  join(data, 'gpu', `onnxruntime-${runtime}`);

export function getMachine(data: string): Machine {
  const runtime = getRuntime();
  const libraries = toLibraries(data, runtime);
  const nvidia = read(NVIDIA);
  const installed = read(join(libraries, INSTALLED));
  return {
    platform: process.platform,
    arch: process.arch,
    runtime,
    driver: digest([release(), nvidia, installed, ...vulkanDrivers()].join('\n')).slice(0, 16),
    // Under Windows' Linux the card is reached by another door than /proc.
    hasNvidia: nvidia !== '' || existsSync('/dev/dxg'),
    libraries: installed === '' ? null : libraries,
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function vulkanDrivers(): string[] {
  const named = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  return named ? [named, ...named.split(':').map(read)] : [];
}

/** What its process must find in its environment, beside nothing: the rest of ours stays ours. */
export function toEnvironment(
  { provider }: Device,
  { libraries, platform }: Pick<Machine, 'libraries' | 'platform'>,
): Record<string, string> {
  if (provider === 'cpu') return {};
  const kept = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'XDG_RUNTIME_DIR', 'LD_LIBRARY_PATH'];
  const env = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  ) as Record<string, string>;
  if (platform !== 'linux' || !libraries || (provider !== 'cuda' && provider !== 'tensorrt'))
    return env;
  const path = [libraries, env['LD_LIBRARY_PATH']].filter((part) => part).join(':');
  return { ...env, LD_LIBRARY_PATH: path };
}
