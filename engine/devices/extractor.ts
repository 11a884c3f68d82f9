import process from 'node:process';
import type { ExtractorCalls } from '#contract/workers';
import type { Extraction } from '#domain/extraction';
import type { Model } from '#extract/model';
import { openModel } from '../model.ts';
import { extractBatch } from '../pipeline.ts';
import type { Device } from './device.ts';
import { REFUSED } from './reasons.ts';
import { createSample } from './sample.ts';

type Input = ExtractorCalls['sentences.extract']['input'];

export interface Extractor {
  readonly model: Model;
  extract(input: Input): Promise<readonly Extraction[]>;
}

/**
 * A model that is loaded and warm, in this process: the first sentence somebody asks for costs what every other one costs. Where
 * its encoder answers several together all sentences of a batch are under way at once, else one after the other.
 * Where the device does not take the model the process says why on stderr and ends.
 */
export async function openExtractor(
  folder: string,
  heads: readonly string[],
  device: Device,
): Promise<Extractor> {
  try {
    const model = await openModel(folder, heads, device);
    const extract = model.encoder.isTogether
      ? async (input: Input) => {
          const alone = input.sentences.map((one) =>
            extractBatch(model, { ...input, sentences: [one] }),
          );
          return (await Promise.all(alone)).flat();
        }
      : (input: Input) => extractBatch(model, input);
    const sample = createSample();
    await extract({ ...sample, sentences: sample.sentences.slice(0, 1) });
    return { model, extract };
  } catch (error) {
    process.stderr.write(`${REFUSED} ${toWords(error)}\n`);
    process.exit(1);
  }
}

/** What the runtime says stands in the cause. */
function toWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${toWords(error.cause)}`;
}
