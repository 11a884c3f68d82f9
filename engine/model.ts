import { join } from 'node:path';
import type { Schema } from '#domain/schema';
import type { HeadRow } from '#domain/views';
import { openModelFolder, toHeadHash } from '#extract/manifest';
import { listHeads, loadModel, type Model } from '#extract/model';
import { createSessionFactory } from './session.ts';

/** The one model that ships; its heads are chosen by name. */
const SHIPPED = 'minilm';
export const DEFAULT_HEADS: readonly string[] = ['news'];

/** Loads encoder and heads into this process; only workers and the `extract` command do. */
export function openModel(models: string, heads: readonly string[]): Promise<Model> {
  return loadModel(join(models, SHIPPED), heads, createSessionFactory());
}

/** What the engine must know of a model without loading it. */
export interface ModelFacts {
  /** `minilm/news@1f2e…`, one a head, joined by `+`: what provenance carries. */
  readonly id: string;
  readonly schemas: readonly Schema[];
}

/** @throws Failure `model-missing`, `model-altered`: every file is hashed, so a worker never starts on a wrong one. */
export async function getModelFacts(models: string, heads: readonly string[]): Promise<ModelFacts> {
  const folder = await openModelFolder(join(models, SHIPPED));
  for (const path of Object.keys(folder.manifest.files)) await folder.read(path);
  const schemas: Schema[] = [];
  for (const head of heads)
    schemas.push(
      JSON.parse(Buffer.from(await folder.read(`${head}/schema.json`)).toString('utf8')) as Schema,
    );
  return {
    id: heads
      .map(
        (head) =>
          `${folder.manifest.name}/${head}@${toHeadHash(folder.manifest, head).slice(0, 12)}`,
      )
      .join('+'),
    schemas,
  };
}

export function listModelHeads(models: string): Promise<readonly HeadRow[]> {
  return listHeads(join(models, SHIPPED));
}
