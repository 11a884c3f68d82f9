import type { Span } from '#domain/document';
import type { AnnotatedDocument, ExportSource } from '../source.ts';
import type { TargetOptions } from '../target.ts';

/** A word with its place in the document's text. */
export interface TrainingToken extends Span {
  readonly text: string;
}

/** Half open, counted in the sentence's tokens. */
export interface TrainingMention extends Span {
  readonly type: string;
}

export interface TrainingRelation {
  /** Positions in the sentence's mentions. */
  readonly head: number;
  readonly tail: number;
  readonly type: string;
}

export interface TrainingSentence {
  readonly document: AnnotatedDocument;
  /** Position in the document's sentences. */
  readonly position: number;
  readonly span: Span;
  readonly tokens: readonly TrainingToken[];
  /** By place; may overlap where two heads differ. */
  readonly mentions: readonly TrainingMention[];
  readonly relations: readonly TrainingRelation[];
}

/**
 * Every sentence of the corrected graph, with types as they are shown: what people merged, retyped, accepted, added and
 * rejected is in it. A sentence without a mention is one too: it teaches that there is none. Words are cut anew, and cut
 * where a name begins or ends inside one.
 */
export function* listTrainingSentences(
  source: ExportSource,
  options: TargetOptions,
): Iterable<TrainingSentence> {
  for (const document of source.annotated()) yield* listOf(document, options);
}

export function* listOf(
  document: AnnotatedDocument,
  { tokenize }: TargetOptions,
): Iterable<TrainingSentence> {
  const { text, sentences, mentions, relations } = document;
  const mentionsOf = Map.groupBy(mentions.keys(), (at) => mentions[at]?.sentence ?? -1);
  const relationsOf = Map.groupBy(relations, ({ head }) => mentions[head]?.sentence ?? -1);
  for (const [position, { start, end }] of sentences.entries()) {
    const own = mentionsOf.get(position) ?? [];
    const cuts = own.flatMap((at) => [mentions[at]?.start ?? start, mentions[at]?.end ?? end]);
    const tokens = tokenize(text.slice(start, end))
      .flatMap((token) => cut({ start: token.start + start, end: token.end + start }, cuts))
      .map((span) => ({ ...span, text: text.slice(span.start, span.end) }));
    const placed = new Map<number, number>();
    const found: TrainingMention[] = [];
    for (const at of own) {
      const mention = mentions[at];
      if (mention === undefined) continue;
      const first = tokens.findIndex((token) => token.end > mention.start);
      const last = tokens.findLastIndex((token) => token.start < mention.end);
      if (first < 0 || last < first) continue;
      placed.set(at, found.length);
      found.push({ start: first, end: last + 1, type: mention.type });
    }
    yield {
      document,
      position,
      span: { start, end },
      tokens,
      mentions: found,
      relations: (relationsOf.get(position) ?? []).flatMap((relation) => {
        const [head, tail] = [placed.get(relation.head), placed.get(relation.tail)];
        return head === undefined || tail === undefined
          ? []
          : [{ head, tail, type: relation.type }];
      }),
    };
  }
}

/** Where names begin or end inside a word, the word is cut. */
function cut({ start, end }: Span, places: readonly number[]): Span[] {
  const inside = [...new Set(places.filter((at) => at > start && at < end))].toSorted(
    (a, b) => a - b,
  );
  const borders = [start, ...inside, end];
  return borders.slice(1).map((to, at) => ({ start: borders[at] ?? start, end: to }));
}

/** Formats with one tag a word hold no overlaps: the longer name stands, of equals the first. Positions in `mentions`. */
export function listApart(mentions: readonly TrainingMention[]): readonly number[] {
  const byLength = [...mentions.keys()].toSorted(
    (a, b) => length(mentions[b]) - length(mentions[a]) || a - b,
  );
  const kept: number[] = [];
  for (const at of byLength) {
    const mention = mentions[at];
    const overlaps = (other: number): boolean => {
      const { start = 0, end = 0 } = mentions[other] ?? {};
      return mention === undefined || (mention.start < end && start < mention.end);
    };
    if (!kept.some(overlaps)) kept.push(at);
  }
  return kept.toSorted((a, b) => a - b);
}

function length(mention: TrainingMention | undefined): number {
  return mention === undefined ? 0 : mention.end - mention.start;
}
