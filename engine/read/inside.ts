import type { Reading } from '#domain/document';
import { limits } from './limits.ts';
import { readParts } from './parts.ts';
import { read } from './read.ts';
import type { Source } from './reader.ts';

/** A file inside another and how it was read; its name leads through its containers: `letters.zip!/b.eml!/plan.pdf`. */
export interface InnerReading {
  readonly name: string;
  readonly reading: Reading;
}

/**
 * Everything inside a source, at any depth, each read as `read` does, one after another. For looking at one file: an import
 * takes parts one by one, with budgets of their own.
 */
export async function* readInside(
  source: Source,
  reading: Reading,
  depth = 0,
): AsyncGenerator<InnerReading> {
  if (!('document' in reading) || !reading.parts) return;
  for (let from: number | undefined = 0; from !== undefined;) {
    const batch = await readParts(source, from);
    for (const { name, ...refusal } of batch.refused)
      yield { name: `${source.name}!/${name}`, reading: refusal };
    for (const part of batch.parts) {
      const inner: Source = {
        name: `${source.name}!/${part.name}`,
        bytes: part.bytes,
        ...(source.password === undefined ? {} : { password: source.password }),
      };
      if (depth + 1 > limits.nesting) {
        yield { name: inner.name, reading: tooDeep };
        continue;
      }
      const found = await read(inner);
      yield { name: inner.name, reading: found };
      yield* readInside(inner, found, depth + 1);
    }
    from = batch.next;
  }
}

const tooDeep: Reading = {
  state: 'quarantined',
  code: 'too-large',
  detail: `Containers lie more than ${limits.nesting} deep in one another.`,
};
