import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Schema } from '#domain/schema';
import { shippedMapping } from '#export/rdf/mapping';

const folder = join(import.meta.dirname, '../../models/training/schemas');
const schemas = readdirSync(folder).map(
  (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Schema,
);
/** Neither vocabulary has a word for these. */
const WITHOUT = ['Date', 'FEATURE-OF', 'EVALUATE-FOR', 'COMPARE', 'CONJUNCTION'];
/** Labels of corpora that a person may train on. */
const ELSEWHERE = ['PER', 'ORG', 'LOC', 'MISC'];

it('says of every label that our heads use what it is elsewhere, and of no others', () => {
  const { classes, properties } = shippedMapping;
  const types = new Set(schemas.flatMap(({ entityTypes }) => entityTypes));
  const relations = new Set(
    schemas.flatMap(({ relationTypes }) => relationTypes.map(({ name }) => name)),
  );
  const has = (names: Iterable<string>) =>
    [...names].filter((name) => !WITHOUT.includes(name)).toSorted();
  expect(has(types)).toEqual(
    Object.keys(classes)
      .filter((name) => !ELSEWHERE.includes(name))
      .toSorted(),
  );
  expect(has(relations)).toEqual(Object.keys(properties).toSorted());
});
