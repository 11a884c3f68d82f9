import type { Quality, Scores } from '#domain/views';

/** Counts in words, half open. */
export interface Annotation {
  readonly mentions: readonly {
    readonly from: number;
    readonly to: number;
    readonly type: string;
  }[];
  /** `head` and `tail` are positions in `mentions`. */
  readonly relations: readonly {
    readonly head: number;
    readonly tail: number;
    readonly type: string;
  }[];
}

interface Counts {
  readonly right: number;
  readonly predicted: number;
  readonly gold: number;
}

function toQuality({ right, predicted, gold }: Counts): Quality {
  const precision = predicted > 0 ? right / predicted : 0;
  const recall = gold > 0 ? right / gold : 0;
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { precision, recall, f1 };
}

/** Items of one sentence as strings, by type. A set: an item said twice counts once. */
type Items = ReadonlyMap<string, ReadonlySet<string>>;

function toItems(pairs: readonly (readonly [type: string, key: string])[]): Items {
  const items = new Map<string, Set<string>>();
  for (const [type, key] of pairs) items.set(type, (items.get(type) ?? new Set()).add(key));
  return items;
}

function compare(gold: readonly Items[], predicted: readonly Items[]): Scores {
  const types = [...new Set([...gold, ...predicted].flatMap((items) => [...items.keys()]))].sort();
  const nothing: ReadonlySet<string> = new Set();
  const counts = types.map((type): Counts => {
    let right = 0;
    let said = 0;
    let wanted = 0;
    gold.forEach((items, i) => {
      const want = items.get(type) ?? nothing;
      const have = predicted[i]?.get(type) ?? nothing;
      for (const key of have) if (want.has(key)) right++;
      said += have.size;
      wanted += want.size;
    });
    return { right, predicted: said, gold: wanted };
  });
  const total = (key: keyof Counts) => counts.reduce((sum, count) => sum + count[key], 0);
  const each = counts.map(toQuality);
  const mean = (key: keyof Quality) =>
    each.length > 0 ? each.reduce((sum, one) => sum + one[key], 0) / each.length : 0;
  return {
    micro: toQuality({ right: total('right'), predicted: total('predicted'), gold: total('gold') }),
    macro: { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') },
    perType: Object.fromEntries(
      types.map((type, i) => [type, each[i] ?? toQuality({ right: 0, predicted: 0, gold: 0 })]),
    ),
  };
}

/**
 * NER (span and type), RE (relation type, direction and both spans) and RE+ (both mention types as well) of predictions
 * against gold, sentence by sentence. Python twin: models/training/score.py.
 */
export function score(
  gold: readonly Annotation[],
  predicted: readonly Annotation[],
): { readonly ner: Scores; readonly re: Scores; readonly reStrict: Scores } {
  const view = (toPairs: (annotation: Annotation) => (readonly [string, string])[]) =>
    compare(
      gold.map((annotation) => toItems(toPairs(annotation))),
      predicted.map((annotation) => toItems(toPairs(annotation))),
    );
  const span = (annotation: Annotation, position: number, typed: boolean) => {
    const mention = annotation.mentions[position];
    return mention ? `${mention.from} ${mention.to} ${typed ? mention.type : ''}` : '';
  };
  const relations = (annotation: Annotation, typed: boolean) =>
    annotation.relations.map(
      ({ head, tail, type }) =>
        [type, `${span(annotation, head, typed)} ${span(annotation, tail, typed)}`] as const,
    );
  return {
    ner: view(({ mentions }) => mentions.map((m) => [m.type, `${m.from} ${m.to}`] as const)),
    re: view((annotation) => relations(annotation, false)),
    reStrict: view((annotation) => relations(annotation, true)),
  };
}
