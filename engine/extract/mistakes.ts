import type { Mistake } from '#domain/views';
import type { Annotation } from './score.ts';

/** What of a sentence was missed and what was said too much, mentions and strict relations; undefined where all is right. */
export function findMistake(
  words: readonly string[],
  gold: Annotation,
  predicted: Annotation,
): Mistake | undefined {
  const [want, have] = [toItems(words, gold), toItems(words, predicted)];
  const missed = [...want].filter(([key]) => !have.has(key)).map(([, item]) => item);
  const extra = [...have].filter(([key]) => !want.has(key)).map(([, item]) => item);
  if (missed.length + extra.length === 0) return undefined;
  return { text: words.join(' '), missed, extra };
}

type Item = Mistake['missed'][number];

function toItems(
  words: readonly string[],
  { mentions, relations }: Annotation,
): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>();
  const nameOf = (position: number) => {
    const mention = mentions[position];
    return mention ? words.slice(mention.from, mention.to).join(' ') : '';
  };
  const keyOf = (position: number) => {
    const mention = mentions[position];
    return mention ? `${mention.from} ${mention.to} ${mention.type}` : '';
  };
  mentions.forEach(({ type }, position) =>
    items.set(keyOf(position), { type, names: [nameOf(position)] }),
  );
  for (const { head, tail, type } of relations)
    items.set(`${type} ${keyOf(head)} ${keyOf(tail)}`, {
      type,
      names: [nameOf(head), nameOf(tail)],
    });
  return items;
}
