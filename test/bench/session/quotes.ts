import type { DocumentId, EntityId } from '#domain/ids';
import type { EntityRow, EvidenceRow, TripleRow } from '#domain/views';
import type { Asking } from './engine.ts';
import { toNumber } from './texts.ts';

/** A place by its words alone, so that it can be looked for without asking the engine. */
export interface Quote {
  /** Of the file. */
  readonly number: number;
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

export interface Seen {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly entity: EntityId;
  readonly type: string;
}

export interface SeenFact {
  readonly number: number;
  readonly subject: { readonly start: number; readonly end: number };
  readonly object: { readonly start: number; readonly end: number };
  readonly predicate: string;
  readonly subjectId: EntityId;
  readonly objectId: EntityId;
  readonly score: number;
}

/** All that a project shows, by file and place. */
export interface View {
  readonly texts: ReadonlyMap<number, string>;
  readonly mentions: readonly Seen[];
  readonly entities: ReadonlyMap<EntityId, EntityRow>;
  readonly facts: readonly SeenFact[];
}

const CONTEXT = 40;

export async function pageThrough<Row>(
  ask: (offset: number) => Promise<{ readonly total: number; readonly rows: readonly Row[] }>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await ask(rows.length);
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

export async function readView(client: Asking): Promise<View> {
  const texts = new Map<number, string>();
  const numbers = new Map<DocumentId, number>();
  const mentions: Seen[] = [];
  for (const { id, path } of await pageThrough((offset) =>
    client.call('document.list', { offset, limit: 1000 }),
  )) {
    if (id === null) continue;
    const number = toNumber(path);
    numbers.set(id, number);
    texts.set(number, (await client.call('document.get', { document: id })).text);
    const { mentions: here } = await client.call('document.getAnnotations', { document: id });
    for (const { start, end, text, entity, type } of here)
      mentions.push({ number, start, end, text, entity, type });
  }
  const entities = await pageThrough((offset) =>
    client.call('entity.list', { offset, limit: 1000 }),
  );
  const facts: SeenFact[] = [];
  for (const { id, subject, object, predicate } of await listFacts(client)) {
    const { evidence } = await client.call('triple.get', { triple: id });
    for (const at of evidence)
      facts.push({
        ...toSpans(at),
        number: numbers.get(at.document) ?? -1,
        predicate,
        subjectId: subject.id,
        objectId: object.id,
        score: at.score,
      });
  }
  return { texts, mentions, entities: new Map(entities.map((row) => [row.id, row])), facts };
}

export const listFacts = (client: Asking): Promise<readonly TripleRow[]> =>
  pageThrough((offset) => client.call('triple.list', { offset, limit: 1000 }));

const toSpans = ({ subject, object }: EvidenceRow) => ({
  subject: { start: subject.start, end: subject.end },
  object: { start: object.start, end: object.end },
});

export function toQuote(
  texts: ReadonlyMap<number, string>,
  { number, start, end }: { readonly number: number; readonly start: number; readonly end: number },
): Quote {
  const text = texts.get(number) ?? '';
  return {
    number,
    before: text.slice(Math.max(0, start - CONTEXT), start),
    text: text.slice(start, end),
    after: text.slice(end, end + CONTEXT),
  };
}

/**
 * Where the words of a quote stand in another version of the file: the only place whose surroundings agree in at least
 * `least` characters, and in more than any other. Written apart from `store/anchors`, which it is to check.
 */
export function findQuote(
  view: View,
  { number, before, text, after }: Quote,
  least = 12,
): { readonly number: number; readonly start: number; readonly end: number } | undefined {
  const whole = view.texts.get(number);
  if (whole === undefined) return undefined;
  const found: { at: number; alike: number }[] = [];
  for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1)) {
    let alike = 0;
    for (let n = 1; n <= before.length && whole[at - n] === before.at(-n); n += 1) alike += 1;
    const end = at + text.length;
    for (let n = 0; n < after.length && whole[end + n] === after[n]; n += 1) alike += 1;
    found.push({ at, alike });
  }
  found.sort((a, b) => b.alike - a.alike);
  const [first, second] = found;
  const wanted = Math.min(least, before.length + after.length);
  if (!first || first.alike < wanted || first.alike === second?.alike) return undefined;
  return { number, start: first.at, end: first.at + text.length };
}

/** The name that a view marks at a place: at exactly these words, else at most of them. */
export function seenAt(
  view: View,
  place: { readonly number: number; readonly start: number; readonly end: number } | undefined,
): Seen | undefined {
  if (!place) return undefined;
  const touching = mentionsOf(view)
    .get(place.number)
    ?.filter(({ start, end }) => start < place.end && end > place.start);
  return touching
    ?.map((mention) => ({ mention, share: shareOf(mention, place) }))
    .filter(({ share }) => share >= 0.5)
    .sort((a, b) => b.share - a.share)[0]?.mention;
}

function shareOf(
  a: { readonly start: number; readonly end: number },
  b: { readonly start: number; readonly end: number },
): number {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared / Math.max(a.end - a.start, b.end - b.start);
}

const byNumber = new WeakMap<View, ReadonlyMap<number, readonly Seen[]>>();

function mentionsOf(view: View): ReadonlyMap<number, readonly Seen[]> {
  const known = byNumber.get(view);
  if (known) return known;
  const made = Map.groupBy(view.mentions, ({ number }) => number);
  byNumber.set(view, made);
  return made;
}
