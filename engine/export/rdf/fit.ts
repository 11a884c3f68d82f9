import type { Span } from '#domain/document';
import type { Resolution } from '#domain/graph';
import type { Schema } from '#domain/schema';
import type { AnnotatedDocument } from '../source.ts';

type Fitting = Pick<AnnotatedDocument, 'text' | 'sentences' | 'blocks' | 'pages' | 'metadata'> & {
  readonly resolution: Resolution;
};

/**
 * An export may have been changed on its way, so what it says is looked at before it is stored: every span lies in the
 * text, every score is a probability, every relation joins two mentions.
 * @throws RangeError
 */
export function checkDocument({
  text,
  sentences,
  blocks,
  pages,
  metadata,
  resolution: { mentions, relations, clusters },
}: Fitting): void {
  const isInside = ({ start, end }: Span): boolean =>
    isWhole(start) && isWhole(end) && start <= end && end <= text.length;
  expect(isList(blocks) && blocks.every(isInside));
  expect(isList(pages) && pages.every(isInside));
  expect(sentences.every(isInside));
  expect(metadata !== null && typeof metadata === 'object' && !isList(metadata));
  expect(mentions.every((mention) => isInside(mention) && isTyped(mention)));
  expect(mentions.every(({ start, end }) => start < end));
  expect(relations.every((relation) => isTyped(relation)));
  expect(relations.every(({ head, tail }) => head in mentions && tail in mentions));
  expect(clusters.every(({ entity, key }) => ENTITY.test(entity) && typeof key === 'string'));
}

/** @throws RangeError */
export function checkSchema({ name, entityTypes, relationTypes }: Schema): void {
  expect(typeof name === 'string' && isTexts(entityTypes) && isList(relationTypes));
  for (const { name: label, phrase, head, tail } of relationTypes)
    expect(isTexts([label, phrase]) && isTexts(head) && isTexts(tail));
}

const ENTITY = /^e[0-9a-f]{8,64}$/u;

function isTyped({ type, score }: { readonly type: string; readonly score: number }): boolean {
  return typeof type === 'string' && score >= 0 && score <= 1;
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return isList(value) && value.every((item) => typeof item === 'string');
}

function expect(isSo: boolean): void {
  if (!isSo) throw new RangeError('does not fit together');
}
