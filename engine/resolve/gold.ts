import type { Mention } from '#domain/extraction';

/** One document with its gold mentions; `entity` is who is meant, the same label over all documents. */
export interface GoldDocument {
  readonly text: string;
  readonly mentions: readonly (Mention & { readonly entity: string })[];
}

interface LinkedLine {
  readonly text: string;
  readonly labels: readonly {
    readonly span: readonly [number, number];
    readonly entity_id: string;
    readonly type: string;
    readonly coref: boolean;
  }[];
}

interface CoreferenceDocument {
  readonly id: string;
  readonly text: string;
  readonly mentions: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly type: string;
    readonly cluster: string;
    readonly wikipedia?: string;
  }[];
}

/** The label of every mention that the annotators could not link. */
export const UNKNOWN = '<NIL>';

const NO_ENTITY = new Set(['DATETIME', 'QUANTITY', 'Unknown', '']);

/** Data in neither form; the message says where and what is wrong: "line 3: label 2 has no entity_id". */
export class UnreadableGold extends Error {}

/**
 * Both forms of the resolution data: JSON lines with `labels` (Wikidata ids), or a JSON array with clusters (GUM).
 * Left out: what is no entity (dates, quantities), mentions flagged as coreferent, and of GUM all that is no name.
 * Spans there count code points; here they count UTF-16 units.
 * @throws UnreadableGold
 */
export function fromGold(data: string): readonly GoldDocument[] {
  const documents = data.trimStart().startsWith('[')
    ? toList(parse(data, 'the file'), 'the file').map((document, at) =>
        fromCoreference(expectCoreference(document, `document ${at + 1}`)),
      )
    : data
        .split('\n')
        .flatMap((line, at) =>
          line.trim() === '' ? [] : [fromLinked(expectLinked(line, `line ${at + 1}`))],
        );
  if (documents.length === 0) throw new UnreadableGold('there is no document in it');
  return documents;
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableGold(`${place} is no JSON`);
  }
}

function toList(value: unknown, place: string): readonly Record<string, unknown>[] {
  if (!Array.isArray(value)) throw new UnreadableGold(`${place} is no list`);
  return value.map((entry: unknown) => {
    if (typeof entry === 'object' && entry !== null) return { ...entry };
    throw new UnreadableGold(`${place} holds something that is no object`);
  });
}

function expectLinked(line: string, place: string): LinkedLine {
  const [document = {}] = toList([parse(line, place)], place);
  const text = expectText(document, 'text', place);
  const labels = toList(document['labels'], `${place}: labels`).map((label, at) => {
    const own = `${place}: label ${at + 1}`;
    const [start, end] = Array.isArray(label['span']) ? (label['span'] as unknown[]) : [];
    return {
      span: expectSpan(start, end, text, own),
      entity_id: expectText(label, 'entity_id', own),
      type: typeof label['type'] === 'string' ? label['type'] : '',
      coref: label['coref'] === true,
    };
  });
  return { text, labels };
}

function expectCoreference(document: Record<string, unknown>, place: string): CoreferenceDocument {
  const text = expectText(document, 'text', place);
  const mentions = toList(document['mentions'], `${place}: mentions`).map((mention, at) => {
    const own = `${place}: mention ${at + 1}`;
    const [start, end] = expectSpan(mention['start'], mention['end'], text, own);
    const wikipedia = mention['wikipedia'];
    return {
      start,
      end,
      text: expectText(mention, 'text', own),
      type: expectText(mention, 'type', own),
      cluster: expectText(mention, 'cluster', own),
      ...(typeof wikipedia === 'string' ? { wikipedia } : {}),
    };
  });
  return { id: expectText(document, 'id', place), text, mentions };
}

/** A number is as good an id as a word. */
function expectText(from: Record<string, unknown>, name: string, place: string): string {
  const value = from[name];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new UnreadableGold(`${place} has no ${name}`);
}

/** No text has more code points than UTF-16 units. */
function expectSpan(
  start: unknown,
  end: unknown,
  text: string,
  place: string,
): readonly [number, number] {
  if (Number.isInteger(start) && Number.isInteger(end)) {
    const [from, to] = [Number(start), Number(end)];
    if (from >= 0 && from < to && to <= text.length) return [from, to];
  }
  throw new UnreadableGold(`${place} has no span within the text`);
}

function fromLinked({ text, labels }: LinkedLine): GoldDocument {
  const offsets = toOffsets(text);
  const mentions = labels.flatMap(({ span, entity_id: entity, type, coref }) => {
    if (coref || NO_ENTITY.has(entity) || entity.startsWith('Unknown')) return [];
    const [start, end] = span;
    return [{ start: offsets(start), end: offsets(end), type: toType(type), score: 1, entity }];
  });
  return { text, mentions };
}

function fromCoreference({ id, text, mentions }: CoreferenceDocument): GoldDocument {
  const offsets = toOffsets(text);
  return {
    text,
    mentions: mentions
      .filter((mention) => mention.type !== 'time' && isName(mention.text))
      .map(({ start, end, type, cluster, wikipedia }) => ({
        start: offsets(start),
        end: offsets(end),
        type,
        score: 1,
        entity: wikipedia ?? `${id} ${cluster}`,
      })),
  };
}

/** Words of a name begin with capitals, but for those that only join them; "I" and "He" begin sentences. */
function isName(text: string): boolean {
  const words = text.split(/\s+/u);
  if (
    words.length > 8 ||
    /^(?:I|He|She|It|We|You|They|This|That|His|Her|Its|My|Our|Your|Their|That|There|Here|All|These|Those)(?:['\u2019]\p{L}+)?$/u.test(
      words[0] ?? '',
    )
  )
    return false;
  return (
    words.every(
      (word, at) =>
        /^\W*\p{Lu}/u.test(word) ||
        (/^(?:of|the|and|de|la|le|du|von|van|der|den|for|in|at|on|['\u2019]s|&|\p{N}+)$/u.test(
          word,
        ) &&
          at < words.length - 1) ||
        word === "'s" ||
        word === '\u2019s',
    ) && words.some((word) => /\p{Lu}/u.test(word))
  );
}

/** Wikidata classes → the names our heads use; people before places, because a person is never a place. */
const CLASSES: readonly (readonly [string, string])[] = [
  ['Q12737077', 'occupation'],
  ['Q4164871', 'position'],
  ['Q215627', 'person'],
  ['Q27096213', 'location'],
  ['Q33829', 'population'],
  ['Q1656682', 'event'],
  ['Q43229', 'organization'],
  ['Q2424752', 'product'],
  ['Q17537576', 'work'],
];

function toType(classes: string): string {
  const given = new Set(classes.split('|'));
  // A country is a place although it can also be held as a position ("Poland" in some sense of the class tree).
  if (given.has('Q27096213')) return 'location';
  return CLASSES.find(([name]) => given.has(name))?.[1] ?? [...given].sort().join(' ');
}

function toOffsets(text: string): (codePoint: number) => number {
  const isPlain = !/[\uD800-\uDBFF]/u.test(text) && !/[\u{10000}-\u{10FFFF}]/u.test(text);
  if (isPlain) return (at) => at;
  const starts = [0];
  let unit = 0;
  for (const character of text) starts.push((unit += character.length));
  return (at) => starts[at] ?? text.length;
}
