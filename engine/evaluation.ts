import { gunzipSync } from 'node:zlib';
import { EngineError } from '#contract/errors';
import type { Evaluation, GoldFile } from '#domain/views';
import { evaluate } from '#extract/evaluate';
import { fromSpert, type Annotated, type Names } from '#extract/spert-form';
import { readSymmetric } from '#extract/symmetric';
import { findListedModel } from './models.ts';
import type { Places } from './places.ts';
import { readBytes } from './import/source-file.ts';
import { startStages } from './workers/stages.ts';

/** Gold files above this are refused; the largest corpus tried here has 40 MB. */
const MAX_BYTES = 256 * 2 ** 20;

/** How a gold file's types are called by the head; relations as entities where nothing is said of them. */
export interface GoldNames {
  readonly types: Names;
  readonly relationTypes?: Names | undefined;
}

const AS_THEY_ARE: GoldNames = { types: {} };

const NO_GOLD = 'is no list of sentences with tokens, entities and relations (SpERT form)';

/** @throws EngineError `bad-input` where the text of the file is not in SpERT form: why, and where */
export function toGold(
  text: string,
  path: string,
  { types, relationTypes }: GoldNames = AS_THEY_ARE,
): readonly Annotated[] {
  try {
    return fromSpert(text, types, relationTypes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new EngineError('bad-input', `${path} ${NO_GOLD}: ${error.message}`);
  }
}

/**
 * A file of names for types, `{"PER": "Peop", "DATE": null}`; where entities and relations are called alike, one for each:
 * `{"entities": {…}, "relations": {…}}`. @throws EngineError `bad-input`
 */
export function toNames(text: string, path: string): GoldNames {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/u, ''));
    if (isNames(value)) return { types: value };
    const { entities, relations, ...rest } = value as Record<string, unknown>;
    if (isNames(entities) && isNames(relations) && Object.keys(rest).length === 0)
      return { types: entities, relationTypes: relations };
  } catch {
    // Said below.
  }
  throw new EngineError(
    'bad-input',
    `${path} is no list of names for types; it looks like {"PER": "Peop", "DATE": null}, null leaves a type out, or has such a list under each of "entities" and "relations"`,
  );
}

const isNames = (value: unknown): value is Names =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((name) => name === null || typeof name === 'string');

/** @throws EngineError `path-missing`, `path-unreadable`, `bad-input` where it is not in SpERT form */
export async function readGold(path: string, names?: GoldNames): Promise<readonly Annotated[]> {
  const source = await readBytes(path);
  if (!source.ok)
    throw new EngineError(source.detail === 'ENOENT' ? 'path-missing' : 'path-unreadable', path);
  return toGold(unpack(source.bytes, path), path, names);
}

function unpack(bytes: Uint8Array, path: string): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return Buffer.from(bytes).toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES }).toString('utf8');
  } catch {
    throw new EngineError('bad-input', `${path} ${NO_GOLD}: it cannot be unpacked`);
  }
}

/** What a gold file speaks of, so that its types can be matched with a head's. @throws EngineError as `readGold` */
export async function describeGold(path: string): Promise<GoldFile> {
  const data = await readGold(path);
  const listTypes = (parts: readonly { readonly type: string }[]) =>
    [...new Set(parts.map(({ type }) => type))].sort();
  return {
    sentences: data.length,
    entityTypes: listTypes(data.flatMap(({ mentions }) => mentions)),
    relationTypes: listTypes(data.flatMap(({ relations }) => relations)),
  };
}

export interface EvaluationRequest extends GoldNames {
  readonly path: string;
  readonly model: string;
  readonly head: string;
}

/**
 * A head on a gold file, in a worker process of its own, so that a running import keeps its own.
 * @throws EngineError as `readGold`, `cancelled`; Failure `model-missing`
 */
export async function evaluateHead(
  places: Places,
  { path, model, head, ...names }: EvaluationRequest,
  signal: AbortSignal,
  onSentences: (done: number, total: number) => void,
): Promise<Evaluation> {
  const data = await readGold(path, names);
  const folder = await findListedModel(places, model);
  const stages = startStages({ folder, heads: [head], workers: 1 });
  try {
    return await evaluate(
      (text, sentences) => stages.extract({ text, sentences }, signal),
      data,
      (done) => onSentences(done, data.length),
      await readSymmetric(folder, [head]),
    );
  } finally {
    await stages.close();
  }
}
