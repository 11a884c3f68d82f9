import type { ParsedInputOf } from '#contract/commands';
import type {
  DocumentRow,
  Found,
  JobRow,
  ProjectSummary,
  SourceChange,
  TripleRow,
} from '#domain/views';
import { phrases } from './fake-corpus.ts';
import type { FakeProject } from './fake-project.ts';

export function waiting(row: DocumentRow, now: boolean): DocumentRow {
  return {
    ...row,
    state: now ? 'reading' : 'queued',
    id: null,
    title: null,
    sentences: 0,
    mentions: 0,
    triples: 0,
    pages: null,
    language: null,
    reason: null,
  };
}

export function finished(): JobRow {
  return {
    id: 'j00000001',
    kind: 'import',
    subject: 'cable',
    state: 'done',
    progress: {
      phase: 'finished',
      done: 9,
      total: 9,
      sentences: 42,
      sentencesPerSecond: 0,
      secondsLeft: 0,
      current: [],
    },
    error: null,
    imported: {
      documents: {
        done: 5,
        partial: 0,
        skipped: 3,
        quarantined: 1,
        unchanged: 0,
        changed: 0,
        removed: 0,
        moved: 0,
        inside: 0,
      },
      sentences: 42,
      mentions: 88,
      relations: 31,
      entities: 25,
      triples: { total: 19, added: 19, removed: 0, kept: 0 },
      seconds: 4.2,
    },
    exported: null,
  };
}

export function summarise(
  { rows, entities, triples }: FakeProject,
  watch: ProjectSummary['watch'] = 'off',
): ProjectSummary {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  return {
    watch,
    path: '/home/ada/cable.espalier',
    name: 'cable',
    documents: {
      done: count('done'),
      partial: count('partial'),
      skipped: count('skipped'),
      quarantined: count('quarantined'),
      queued: count('queued'),
      reading: count('reading'),
    },
    sentences: rows.reduce((sum, row) => sum + row.sentences, 0),
    mentions: rows.reduce((sum, row) => sum + row.mentions, 0),
    entities: entities.length,
    triples: triples.length,
    entityTypes: tally(entities, (entity) => entity.type).map(({ value, count: many }) => ({
      type: value,
      entities: many,
    })),
    predicates: tally(triples, (triple) => triple.predicate).map(({ value, count: many }) => ({
      predicate: value,
      phrase: phrases[value] ?? value,
      triples: many,
    })),
    model: '',
    heads: ['news'],
    off: { entityTypes: [], relationTypes: [] },
    device: 'cpu',
    workers: 2,
  };
}

export function passes(
  triple: TripleRow,
  {
    query,
    entity,
    document,
    predicates,
    subjectTypes,
    objectTypes,
    minScore,
  }: ParsedInputOf<'triple.countFacets'>,
): boolean {
  const text =
    `${triple.subject.name} ${triple.object.name} ${triple.best.sentence.text}`.toLowerCase();
  return (
    (!query || text.includes(query.toLowerCase())) &&
    (!entity || touches(triple, entity)) &&
    (!document || triple.best.document === document) &&
    (!predicates || predicates.includes(triple.predicate)) &&
    (!subjectTypes || subjectTypes.includes(triple.subject.type)) &&
    (!objectTypes || objectTypes.includes(triple.object.type)) &&
    triple.score >= (minScore ?? 0)
  );
}

export function touches({ subject, object }: TripleRow, entity: string): boolean {
  return subject.id === entity || object.id === entity;
}

export function tally<Row>(
  rows: readonly Row[],
  of: (row: Row) => string,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

export function paged<Row>(
  rows: readonly Row[],
  by: (row: Row) => string | number,
  descending: boolean,
  offset: number,
  limit: number,
): { total: number; rows: readonly Row[] } {
  const sorted = rows.toSorted((a, b) => {
    const [x, y] = [by(a), by(b)];
    const order =
      typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return descending ? -order : order;
  });
  return { total: rows.length, rows: sorted.slice(offset, offset + limit) };
}

export function search(project: FakeProject, text: string, limit: number): Found {
  const has = (value: string) => value.toLowerCase().includes(text.toLowerCase());
  const { entities, triples, documents, rows } = project;
  const sentences = [...documents.entries()].flatMap(([document, fake]) =>
    fake.sentences.map(({ start, end }) => ({
      document,
      documentName: fake.text.row.name,
      start,
      end,
      text: fake.text.text.slice(start, end),
    })),
  );
  return {
    entities: entities.filter(({ name }) => has(name)).slice(0, limit),
    triples: triples
      .filter(({ subject, object }) => has(subject.name) || has(object.name))
      .slice(0, limit),
    sentences: sentences.filter((sentence) => has(sentence.text)).slice(0, limit),
    documents: rows.filter(({ name }) => has(name)).slice(0, limit),
  };
}

/** As many rows as wanted, each with an id of its own. */
export function repeated(
  rows: readonly TripleRow[],
  total: number,
  offset: number,
  limit: number,
): { total: number; rows: readonly TripleRow[] } {
  const page = Array.from({ length: Math.min(limit, total - offset) }, (_, k) => {
    const row = rows[(offset + k) % rows.length];
    return row ? [{ ...row, id: `t${(offset + k).toString(16).padStart(24, '0')}` as const }] : [];
  });
  return { total, rows: page.flat() };
}

/** What a re-import would have done to a document: two facts gained, one lost. */
export function toChange(path: string): SourceChange {
  const fact = (subject: string, predicate: string, object: string) =>
    ({ id: 't0000000000000001', subject, predicate, object }) as const;
  return {
    path,
    job: 'j0000000000000001',
    kind: 'changed',
    other: null,
    added: 2,
    removed: 1,
    kept: 7,
    facts: {
      added: [
        fact('Cyrus Field', 'Live_In', 'New York'),
        fact('Cyrus Field', 'Work_For', 'Atlantic Telegraph Company'),
      ],
      removed: [fact('Cyrus Field', 'Live_In', 'Boston')],
    },
  };
}
