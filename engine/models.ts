import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import { Failure } from '#domain/failure';
import type { HeadRow } from '#domain/views';
import { openModelFolder } from '#extract/manifest';
import { listHeads } from '#extract/model';
import { decoders } from '#extract/systems';
import type { Places } from './places.ts';
import { tryModel } from './try-model.ts';

/** The one that ships; it cannot be removed. */
const SHIPPED = 'minilm';

type Where = Pick<Places, 'models' | 'data'>;

const toInstalled = ({ data }: Where) => join(data, 'models');

/** A head as the person finds it, shipped or installed; a folder that does not open is left out of the list. */
export async function listModelHeads(places: Where): Promise<readonly HeadRow[]> {
  const rows: HeadRow[] = [...(await listHeads(join(places.models, SHIPPED)))];
  for (const name of await listInstalled(places))
    try {
      rows.push(...(await listHeads(join(toInstalled(places), name))));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  return rows;
}

export interface ModelChoice {
  /** A model folder. */
  readonly folder: string;
  readonly heads: readonly string[];
  /** Which model must lie there, as `ModelFacts.id`: another may take its place under the same path. Any where absent. */
  readonly id?: string;
}

/** A model that ships or was installed, by its name: all that a page may name. @throws Failure `model-missing` */
export async function findListedModel(places: Where, model: string): Promise<string> {
  if (model === SHIPPED) return join(places.models, SHIPPED);
  if ((await listInstalled(places)).includes(model)) return join(toInstalled(places), model);
  throw new Failure('model-missing', model);
}

/**
 * What `--model` and `--heads` mean. The model is one that is listed, a folder, or one of the five systems by its name: then
 * each head is taken in that system from the shipped model.
 * @throws Failure `model-missing`
 */
export async function findModel(
  places: Where,
  heads: readonly string[],
  model?: string,
): Promise<ModelChoice> {
  const shipped = join(places.models, SHIPPED);
  if (model === undefined) return { folder: shipped, heads };
  if (model === SHIPPED || (await listInstalled(places)).includes(model))
    return { folder: await findListedModel(places, model), heads };
  const { manifest } = await openModelFolder(shipped);
  if (manifest.heads.some(({ decoder }) => decoder === model))
    return { folder: shipped, heads: heads.map((head) => `${head.split('/')[0]}/${model}`) };
  const folder = [model, join(model, SHIPPED)].find((one) =>
    existsSync(join(one, 'manifest.json')),
  );
  if (folder === undefined) throw new Failure('model-missing', model);
  return { folder: resolve(folder), heads };
}

/**
 * Copies a model folder to where the person's own models lie, file by file as the manifest lists them, each through its hash;
 * only a whole one appears, and only one that reads a sentence. A model of the same name is replaced.
 * @returns its name
 * @throws Failure `model-missing`, `model-altered`, `model-unusable`; EngineError `bad-input` for a name that is taken, no head or
 * a head of an unknown system; AbortError once `signal` is aborted, and what was there stays
 */
export async function installModel(
  places: Where,
  from: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<string> {
  const { manifest, read } = await openModelFolder(from);
  const { name } = manifest;
  // A system's name means that system of the shipped model wherever a model is asked for.
  const isTaken = name === SHIPPED || Object.hasOwn(decoders, name);
  if (isTaken || !/^[\p{L}\p{N}_-][\p{L}\p{N}._-]{0,60}$/u.test(name))
    throw new EngineError(
      'bad-input',
      isTaken
        ? `${name} is the name of what came with the app`
        : `a model may not be called ${name}`,
    );
  // What could not be used must not take the place of what can.
  if (manifest.heads.length === 0) throw new EngineError('bad-input', `${from} has no head`);
  const strange = manifest.heads.find(({ decoder }) => !Object.hasOwn(decoders, decoder));
  if (strange)
    throw new EngineError(
      'bad-input',
      `the head ${strange.name} of ${from} is a ${strange.decoder}, and the systems known here are ${Object.keys(decoders).join(', ')}`,
    );
  // Reads schema and card of each head too, so that what is installed can be listed.
  await listHeads(from);
  await clearLeavings(toInstalled(places));
  const folder = join(toInstalled(places), name);
  const aside = join(toInstalled(places), `.${randomUUID()}`);
  try {
    for (const path of Object.keys(manifest.files)) {
      signal.throwIfAborted();
      await write(join(aside, ...path.split('/')), await read(path));
    }
    await write(join(aside, 'manifest.json'), Buffer.from(JSON.stringify(manifest, null, 2)));
    const heads = manifest.heads.map((head) => `${head.name}/${head.decoder}`);
    await tryModel(aside, heads, name, signal);
    const old = `${aside}.old`;
    if (existsSync(folder)) await rename(folder, old);
    await rename(aside, folder);
    await rm(old, { recursive: true, force: true });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return name;
}

/** What installations that were killed left behind: nobody takes a day. */
async function clearLeavings(installed: string): Promise<void> {
  const entries = existsSync(installed) ? await readdir(installed) : [];
  for (const entry of entries.filter((one) => one.startsWith('.'))) {
    const at = join(installed, entry);
    const made = await stat(at).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > 86_400_000)
      await rm(at, { recursive: true, force: true });
  }
}

/** @throws EngineError `bad-input` where none is called so, and for the one that ships */
export async function removeModel(places: Where, name: string): Promise<void> {
  if (name === SHIPPED)
    throw new EngineError('bad-input', 'the model that came with the app stays');
  if (!(await listInstalled(places)).includes(name))
    throw new EngineError('bad-input', `no model called ${name} was installed`);
  await rm(join(toInstalled(places), name), { recursive: true });
}

async function listInstalled(places: Where): Promise<readonly string[]> {
  try {
    const entries = await readdir(toInstalled(places), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
