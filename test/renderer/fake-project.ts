import { toReason } from '#contract/reasons';
import type { Block, Sentence } from '#domain/document';
import type { DocumentId, EntityId, TripleId } from '#domain/ids';
import type {
  DocumentRow,
  DocumentText,
  EntityRow,
  EvidenceRow,
  MentionRow,
  TripleRow,
} from '#domain/views';
import { people, phrases, stated, unread, written, type Written } from './fake-corpus.ts';

const hex = (number: number) => number.toString(16).padStart(24, '0');
const ROOT = '/samples/cable';

export interface FakeDocument {
  readonly text: DocumentText;
  readonly sentences: readonly Sentence[];
  readonly mentions: readonly MentionRow[];
}

export interface FakeProject {
  readonly rows: readonly DocumentRow[];
  readonly documents: ReadonlyMap<DocumentId, FakeDocument>;
  readonly entities: readonly EntityRow[];
  readonly triples: readonly TripleRow[];
  readonly evidence: ReadonlyMap<TripleId, readonly EvidenceRow[]>;
}

const entityId = (name: string): EntityId =>
  `e${hex(people.findIndex(([known]) => known === name) + 1)}`;
const forms = people
  .flatMap(([name, type, ...others]) => [name, ...others].map((form) => ({ form, name, type })))
  .sort((a, b) => b.form.length - a.form.length);

/** Longest form first; a name inside a longer name is not found again. */
function toMentions(document: DocumentId, text: string): MentionRow[] {
  const found: MentionRow[] = [];
  for (const { form, name, type } of forms)
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
      const end = start + form.length;
      if (found.some((other) => other.start < end && other.end > start)) continue;
      if (/\w/.test(text[end] ?? '')) continue;
      found.push({ document, start, end, text: form, type, score: 0.93, entity: entityId(name) });
    }
  return found.sort((a, b) => a.start - b.start);
}

function toDocument(source: Written, index: number): FakeDocument {
  const id: DocumentId = `d${hex(index + 1)}`;
  const blocks: Block[] = [];
  const sentences: Sentence[] = [];
  let text = '';
  for (const [k, [kind, content, level]] of source.blocks.entries()) {
    if (text) text += kind !== 'cell' ? '\n\n' : k % 2 === 0 ? '\n' : '\t';
    const start = text.length;
    text += content;
    const page = source.format === 'pdf' ? (k < 4 ? 1 : 2) : undefined;
    blocks.push({
      kind,
      start,
      end: text.length,
      ...(level ? { level } : {}),
      ...(page ? { page } : {}),
    });
    for (const { segment, index: at } of new Intl.Segmenter('en', {
      granularity: 'sentence',
    }).segment(content))
      sentences.push({ start: start + at, end: start + at + segment.trimEnd().length, tokens: [] });
  }
  const half = blocks.findLast((block) => block.page === 1)?.end ?? 0;
  const pages =
    source.format === 'pdf'
      ? [
          { number: 1, width: 595, height: 842, start: 0, end: half },
          { number: 2, width: 595, height: 842, start: half, end: text.length },
        ]
      : [];
  const mentions = toMentions(id, text);
  const row: DocumentRow = {
    id,
    path: `${ROOT}/${source.name}`,
    name: source.name,
    title: source.title || null,
    sha256: hex(index + 77)
      .repeat(3)
      .slice(0, 64),
    bytes: text.length * (source.format === 'pdf' ? 40 : 1),
    format: source.format,
    state: 'done',
    code: null,
    reason: null,
    pages: pages.length || null,
    language: 'en',
    sentences: sentences.length,
    mentions: mentions.length,
    triples: 0,
    container: null,
    parts: 0,
    change: null,
  };
  const metadata = source.title ? { title: source.title } : {};
  return { text: { row, text, blocks, pages, metadata }, sentences, mentions };
}

function toEvidence(
  documents: readonly FakeDocument[],
  [subject, , object, score]: (typeof stated)[number],
): EvidenceRow[] {
  const found: EvidenceRow[] = [];
  for (const {
    text: { row, text, pages },
    sentences,
    mentions,
  } of documents)
    for (const { start, end } of sentences) {
      const inside = mentions.filter((mention) => mention.start >= start && mention.end <= end);
      const head = inside.find(({ entity }) => entity === entityId(subject));
      const tail = inside.findLast(({ entity }) => entity === entityId(object));
      if (!head || !tail || !row.id) continue;
      const page = pages.find((candidate) => start < candidate.end)?.number;
      found.push({
        document: row.id,
        documentName: row.title ?? row.name,
        sentence: { start, end, text: text.slice(start, end) },
        subject: { start: head.start, end: head.end, text: head.text },
        object: { start: tail.start, end: tail.end, text: tail.text },
        ...(page ? { page } : {}),
        model: 'minilm/news@1f2e3d4c5b6a',
        run: `r${hex(1)}`,
        score: score - found.length * 0.03,
      });
    }
  return found;
}

export function createFakeProject(): FakeProject {
  const documents = written.map(toDocument);
  const evidence = new Map<TripleId, readonly EvidenceRow[]>();
  const triples: TripleRow[] = [];
  const typeOf = (name: string) => people.find(([known]) => known === name)?.[1] ?? 'Other';
  for (const [k, fact] of stated.entries()) {
    const id: TripleId = `t${hex(k + 1)}`;
    const places = toEvidence(documents, fact);
    const [best] = places;
    if (!best) continue;
    const [subject, predicate, object, score] = fact;
    evidence.set(id, places);
    triples.push({
      id,
      subject: { id: entityId(subject), name: subject, type: typeOf(subject) },
      predicate,
      object: { id: entityId(object), name: object, type: typeOf(object) },
      score,
      phrase: phrases[predicate] ?? predicate,
      documents: new Set(places.map(({ document }) => document)).size,
      sentences: places.length,
      best,
    });
  }
  const allMentions = documents.flatMap(({ mentions }) => mentions);
  const entities = people.map(([name, type]): EntityRow => {
    const id = entityId(name);
    const mine = allMentions.filter(({ entity }) => entity === id);
    return {
      id,
      name,
      type,
      aliases: [...new Set(mine.map(({ text }) => text))].filter((form) => form !== name),
      mentions: mine.length,
      documents: new Set(mine.map(({ document }) => document)).size,
      triples: triples.filter(({ subject, object }) => subject.id === id || object.id === id)
        .length,
    };
  });
  const rows = documents.map(({ text: { row } }) => ({
    ...row,
    triples: [...evidence.values()].filter((places) =>
      places.some(({ document }) => document === row.id),
    ).length,
  }));
  const others = unread.map(([name, state, code]): DocumentRow => ({
    id: null,
    path: `${ROOT}/${name}`,
    name,
    title: null,
    sha256: null,
    bytes: 48_213,
    format: name.endsWith('pdf') ? 'pdf' : null,
    state,
    code,
    reason: toReason(code, null),
    pages: null,
    language: null,
    sentences: 0,
    mentions: 0,
    triples: 0,
    container: null,
    parts: 0,
    change: null,
  }));
  return {
    rows: [...rows, ...others],
    documents: new Map(documents.map((fake, k) => [`d${hex(k + 1)}`, fake])),
    entities: entities.filter(({ mentions }) => mentions > 0),
    triples,
    evidence,
  };
}
