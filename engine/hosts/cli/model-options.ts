import type { EngineOptions } from '#engine/engine';
import { DEFAULT_HEADS } from '#engine/model';
import { findModel, type ModelChoice } from '#engine/models';
import { findPlaces } from '#engine/places';
import type { Arguments } from './command.ts';

export const modelOptions = { heads: { type: 'string' }, model: { type: 'string' } } as const;

/** @throws Failure `model-missing` */
export function toModelChoice(given: Arguments): Promise<ModelChoice> {
  return findModel(findPlaces(), toHeads(given) ?? DEFAULT_HEADS, given.text('model'));
}

export function toEngineOptions(given: Arguments): EngineOptions {
  const [heads, model] = [toHeads(given), given.text('model')];
  return { ...(heads && { heads }), ...(model !== undefined && { model }) };
}

const toHeads = (given: Arguments) =>
  given
    .text('heads')
    ?.split(',')
    .map((head) => head.trim())
    .filter((head) => head !== '' && head !== 'none');
