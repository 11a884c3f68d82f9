import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createManifest } from '#contract/policy';

export interface LoadedAsset {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** The built page, held in memory: a few megabytes, and what is served cannot change under a running page. */
export function readAssets(folder: string): ReadonlyMap<string, LoadedAsset> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const loaded = new Map<string, LoadedAsset>();
  for (const [path, { file, mediaType }] of createManifest(names))
    loaded.set(path, { mediaType, bytes: readFileSync(join(folder, file)) });
  return loaded;
}
