import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './sources.ts';

/** electron-builder's own parts, as it would load them itself. */
const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { load } = fromBuilder('js-yaml') as { load(text: string): Record<string, unknown> };
const { DebugLogger } = fromBuilder('builder-util') as { DebugLogger: new (on: boolean) => object };
const { validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration(settings: object, logger: object): Promise<void>;
};

const settings = load(readFileSync(join(root, 'build/electron-builder.yml'), 'utf8'));
const validate = (given: object) => validateConfiguration(given, new DebugLogger(false));

interface Packages {
  readonly packages: Record<
    string,
    { readonly dependencies?: Record<string, string>; readonly dev?: boolean }
  >;
}
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Packages;

function withDependencies(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names.filter((each) => !found.has(each))) {
    found.add(name);
    withDependencies(Object.keys(packages[`node_modules/${name}`]?.dependencies ?? {}), found);
  }
  return found;
}

describe('the packaging', () => {
  it('has settings that electron-builder takes, and would notice one it does not know', async () => {
    await expect(validate(settings)).resolves.toBeUndefined();
    await expect(validate({ ...settings, nonsense: 1 })).rejects.toThrow('nonsense');
  });

  it('burns the fuses of the reliability guide', () => {
    expect(settings['electronFuses']).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('packs the three native libraries with what they need, and leaves the rest of node_modules out', () => {
    const unpacked = (settings['asarUnpack'] as string[]).at(-1) ?? '';
    const kept = /\{(.*?)\}/.exec(unpacked)?.[1]?.split(',') ?? [];
    const left = /^!node_modules\/\{(.*?)\}/;
    const files = settings['files'] as string[];
    const dropped = files.flatMap((pattern) => left.exec(pattern)?.[1]?.split(',') ?? []);
    const needed = withDependencies(['onnxruntime-node', 'tokenizers', 'oxigraph']);
    // A dependency that appears or goes must be decided on here.
    expect([...kept, ...dropped].toSorted()).toEqual([...needed].toSorted());
  });
});
