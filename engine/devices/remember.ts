import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provider } from '#domain/devices';
import type { Device } from './device.ts';
import type { Trouble } from './reasons.ts';

/** What a trial of a provider said. */
export type Verdict =
  | { readonly works: true; readonly device: Device; readonly sentencesPerSecond: number }
  | { readonly works: false; readonly trouble: Trouble; readonly said: string };

/** What is kept between two starts of the program. */
export interface Remembered {
  /** By what a trial depends on: runtime, driver, model, provider. Anything else is tried anew. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Whether the person allows WebGPU. */
  readonly webgpu: boolean;
}

const nothing: Remembered = { verdicts: {}, webgpu: false };
/** Those that were used longest ago are of drivers and models that are not there any more. */
const MOST = 40;

const toPath = (data: string) => join(data, 'devices.json');

export const toKey = (provider: Provider, runtime: string, driver: string, model: string): string =>
  `${provider} ${runtime} ${driver} ${model}`;

/** What cannot be read is as if it had never been: everything is tried again. */
export function recall(data: string): Remembered {
  try {
    const found = JSON.parse(readFileSync(toPath(data), 'utf8')) as Partial<Remembered>;
    const isPlain = typeof found.verdicts === 'object' && found.verdicts !== null;
    return { verdicts: isPlain ? (found.verdicts ?? {}) : {}, webgpu: found.webgpu === true };
  } catch {
    return nothing;
  }
}

/** Keeps the verdicts by which one was chosen now behind all others, so that they are dropped last, and together. */
export function rememberUsed(data: string, used: Remembered['verdicts']): void {
  const { verdicts, webgpu } = recall(data);
  const others = Object.entries(verdicts).filter(([key]) => !Object.hasOwn(used, key));
  const next = { ...Object.fromEntries(others), ...used };
  // As text, since the order counts: nothing is written at every import.
  if (JSON.stringify(next) !== JSON.stringify(verdicts)) remember(data, { verdicts: next, webgpu });
}

/** Never fails: what cannot be kept is tried again next time. */
export function remember(data: string, { verdicts, webgpu }: Remembered): void {
  try {
    mkdirSync(data, { recursive: true });
    const aside = `${toPath(data)}.${process.pid}`;
    const kept = Object.fromEntries(Object.entries(verdicts).slice(-MOST));
    writeFileSync(aside, JSON.stringify({ verdicts: kept, webgpu }, null, 2));
    renameSync(aside, toPath(data));
  } catch {
    // A full or read-only disk is no reason not to extract.
  }
}
