import type { ExtractionOptions } from '#domain/extraction';
import type { SwitchedOff } from '#domain/schema';
import type { EngineOptions } from '#engine/engine';
import { DEFAULT_HEADS } from '#engine/model';
import { findModel, listModelHeads, type ModelChoice } from '#engine/models';
import { findPlaces } from '#engine/places';
import { listHeads } from '#extract/model';
import { UsageError, type Arguments } from './command.ts';

export const modelOptions = {
  heads: { type: 'string' },
  model: { type: 'string' },
  off: { type: 'string' },
} as const;

/** @throws Failure `model-missing` */
export function toModelChoice(given: Arguments): Promise<ModelChoice> {
  return findModel(findPlaces(), toHeads(given) ?? DEFAULT_HEADS, given.text('model'));
}

/** The same for whoever extracts. @throws UsageError where there is nothing to extract with */
export async function toExtractingChoice(given: Arguments): Promise<ModelChoice> {
  const choice = await toModelChoice(given);
  if (choice.heads.length === 0) throw new UsageError('--heads names no head to extract with');
  return choice;
}

export async function toEngineOptions(given: Arguments): Promise<EngineOptions> {
  const [heads, model, off] = [toHeads(given), given.text('model'), await findOff(given)];
  return { ...(heads && { heads }), ...(model !== undefined && { model }), ...(off && { off }) };
}

export async function toExtractionOptions(given: Arguments): Promise<ExtractionOptions> {
  const off = await findOff(given);
  return off ? { off } : {};
}

const toList = (text: string | undefined) =>
  text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none');

const toHeads = (given: Arguments) => toList(given.text('heads'));

/**
 * What `--off Kill,Org` names among the types of all heads there are; `none` switches all on again.
 * @throws UsageError for a name that no head has
 */
async function findOff(given: Arguments): Promise<SwitchedOff | undefined> {
  const off = toList(given.text('off'));
  if (!off) return undefined;
  const { folder } = await toModelChoice(given);
  const heads = [...(await listModelHeads(findPlaces())), ...(await listHeads(folder))];
  const [entityTypes, relationTypes] = [
    new Set(heads.flatMap((head) => head.entityTypes)),
    new Set(heads.flatMap((head) => head.relationTypes.map(({ name }) => name))),
  ];
  const stranger = off.find((name) => !entityTypes.has(name) && !relationTypes.has(name));
  if (stranger !== undefined)
    throw new UsageError(
      `no head looks for ${stranger}; there are ${[...entityTypes, ...relationTypes].join(', ')}`,
    );
  return {
    entityTypes: off.filter((name) => entityTypes.has(name)),
    relationTypes: off.filter((name) => relationTypes.has(name)),
  };
}
