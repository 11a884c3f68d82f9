import type { Schema } from '#domain/schema';

import { findHead, openModelFolder } from './manifest.ts';
import type { Annotation } from './score.ts';

/** Names of relation types whose ends may change places: a conjunction, a comparison, a marriage. */
export function listSymmetric(schemas: readonly Schema[]): ReadonlySet<string> {
  const all = schemas.flatMap(({ relationTypes }) => relationTypes);
  return new Set(all.filter(({ symmetric }) => symmetric).map(({ name }) => name));
}

/**
 * Those of a folder's heads, without opening a graph. @throws Failure `model-missing`, `model-altered`
 */
export async function readSymmetric(
  path: string,
  heads: readonly string[],
): Promise<ReadonlySet<string>> {
  const folder = await openModelFolder(path);
  const schemas: Schema[] = [];
  for (const wanted of heads) {
    const { name } = findHead(folder.manifest, wanted);
    const json = Buffer.from(await folder.read(`${name}/schema.json`)).toString('utf8');
    schemas.push(JSON.parse(json) as Schema);
  }
  return listSymmetric(schemas);
}

/**
 * Corpora mark a symmetric relation once, with either end first (SciERC: 79 of 815 with the later one); a model may say the
 * other. Both are given the earlier end as the head, so that they compare. Python twin: models/training/score.py.
 */
export function toTextualOrder<A extends Annotation>(
  { mentions, relations }: A,
  symmetric: ReadonlySet<string>,
): Annotation {
  const isLater = (a: number, b: number) => {
    const [one, other] = [mentions[a], mentions[b]];
    if (!one || !other) return false;
    return one.from > other.from || (one.from === other.from && one.to > other.to);
  };
  return {
    mentions,
    relations: relations.map((relation) =>
      symmetric.has(relation.type) && isLater(relation.head, relation.tail)
        ? { ...relation, head: relation.tail, tail: relation.head }
        : relation,
    ),
  };
}
