import { commands, type CommandName, type OutputOf, type ParsedInputOf } from '#contract/commands';
import { EngineError } from '#contract/errors';
import { serve, type Answer, type Handler } from '#contract/server';
import type { Transport } from '#contract/wire';
import type { JobId } from '#domain/ids';
import type { DocumentRow, GraphView, JobRow, ProjectSummary, TripleRow } from '#domain/views';
import { phrases } from './fake-corpus.ts';
import { createFakeProject, type FakeProject } from './fake-project.ts';

type Handlers = {
  readonly [Name in CommandName]: (
    input: ParsedInputOf<Name>,
  ) => OutputOf<Name> | Promise<OutputOf<Name>>;
};

export interface FakeOptions {
  /** `none`: no project is open. `empty`: one without documents. */
  readonly start: 'none' | 'empty' | 'full';
  /** Milliseconds an import is made to last. */
  readonly importTakes: number;
}

/** An engine with a project of five documents in memory: the contract, for looking at the page without a model. */
export function serveFake(transport: Transport, options: FakeOptions): void {
  const full = createFakeProject();
  const empty: FakeProject = {
    rows: [],
    documents: new Map(),
    entities: [],
    triples: [],
    evidence: new Map(),
  };
  let project: FakeProject | null = { none: null, empty, full }[options.start];
  let jobs: JobRow[] = options.start === 'full' ? [finished()] : [];
  const positions = new Map<string, readonly [number, number]>();

  const here = (): FakeProject => {
    if (!project) throw new EngineError('project-none', '');
    return project;
  };
  const found = <Value>(value: Value | undefined, name: string): Value => {
    if (value === undefined) throw new EngineError('not-found', name);
    return value;
  };

  function startImport(): JobId {
    const id: JobId = `j${(jobs.length + 1).toString(16).padStart(24, '0')}`;
    const total = full.rows.length;
    const started = Date.now();
    const tick = () => {
      const known = jobs.find((job) => job.id === id);
      if (known && known.state !== 'running') return;
      const part = Math.min(1, (Date.now() - started) / options.importTakes);
      const done = Math.floor(part * total);
      project =
        done === total
          ? full
          : {
              ...full,
              rows: full.rows.map((row, k) => (k < done ? row : waiting(row, k === done))),
            };
      const job: JobRow =
        part === 1
          ? { ...finished(), id }
          : {
              ...finished(),
              id,
              state: 'running',
              imported: null,
              progress: {
                phase: 'reading',
                done,
                total,
                sentences: done * 9,
                sentencesPerSecond: 38.4,
                secondsLeft: Math.ceil(((1 - part) * options.importTakes) / 1000),
                current: [full.rows[done]?.name ?? ''],
              },
            };
      jobs = [...jobs.filter((other) => other.id !== id), job];
      served.announce('job.changed', job);
      served.announce('project.changed', { revision: done });
      if (part < 1) setTimeout(tick, 100);
    };
    setTimeout(tick);
    return id;
  }

  const summary = (): ProjectSummary => summarise(here());
  const handlers: Handlers = {
    'project.create': () => ((project = empty), summary()),
    'project.open': ({ path }) => {
      if (path.includes('damaged')) throw new EngineError('project-damaged', path);
      project = full;
      return summary();
    },
    'project.close': () => ((project = null), null),
    'project.find': () => (project ? summary() : null),
    'project.listRecent': () => [{ path: '/home/ada/cable.espalier', name: 'cable', openedAt: 0 }],
    'project.verify': () => ({ ok: true, problems: [] }),
    'project.createFromFolder': () => (
      (project = empty),
      { project: summary(), job: startImport() }
    ),
    'project.createFromSamples': () => (
      (project = empty),
      { project: summary(), job: startImport() }
    ),
    'document.import': () => ({ job: startImport() }),
    'document.list': ({ states, query, sort, descending, offset, limit }) =>
      paged(
        here().rows.filter(
          (row) =>
            (!states || states.includes(row.state)) &&
            (!query || `${row.path} ${row.title}`.toLowerCase().includes(query.toLowerCase())),
        ),
        (row: DocumentRow) => row[sort] ?? '',
        descending,
        offset,
        limit,
      ),
    'document.get': ({ document }) => found(here().documents.get(document), 'The document').text,
    'document.getAnnotations': ({ document }) => ({
      mentions: found(here().documents.get(document), 'The document').mentions,
      triples: here().triples.flatMap((triple) => {
        const best = here()
          .evidence.get(triple.id)
          ?.find((place) => place.document === document);
        return best ? [{ ...triple, best }] : [];
      }),
    }),
    'document.reread': () => ({ job: startImport() }),
    'document.remove': ({ path }) => {
      project = { ...here(), rows: here().rows.filter((row) => row.path !== path) };
      served.announce('project.changed', { revision: 1 });
      return null;
    },
    'entity.list': ({ query, types, sort, descending, offset, limit }) =>
      paged(
        here().entities.filter(
          (entity) =>
            (!types || types.includes(entity.type)) &&
            (!query || entity.name.toLowerCase().includes(query.toLowerCase())),
        ),
        (entity) => entity[sort],
        descending,
        offset,
        limit,
      ),
    'entity.get': ({ entity: id }) => {
      const entity = found(
        here().entities.find((candidate) => candidate.id === id),
        'The entity',
      );
      const forms = new Map<string, number>();
      for (const { mentions } of here().documents.values())
        for (const mention of mentions)
          if (mention.entity === id) forms.set(mention.text, (forms.get(mention.text) ?? 0) + 1);
      return {
        ...entity,
        surfaceForms: [...forms].map(([text, mentions]) => ({ text, mentions })),
        facts: here().triples.filter((triple) => touches(triple, id)),
      };
    },
    'entity.listMentions': ({ entity, offset, limit }) => {
      const all = [...here().documents.values()].flatMap(
        ({ text: { row, text }, sentences, mentions }) =>
          mentions
            .filter((mention) => mention.entity === entity)
            .map((mention) => {
              const { start, end } = found(
                sentences.find((sentence) => sentence.end >= mention.end),
                'sentence',
              );
              return {
                ...mention,
                documentName: row.title ?? row.name,
                sentence: { start, end, text: text.slice(start, end) },
                page: row.format === 'pdf' ? 1 : null,
              };
            }),
      );
      return { total: all.length, rows: all.slice(offset, offset + limit) };
    },
    'triple.list': ({ sort, descending, offset, limit, ...filter }) =>
      paged(
        here().triples.filter((triple) => passes(triple, filter)),
        (triple) => (sort === 'subject' || sort === 'object' ? triple[sort].name : triple[sort]),
        descending,
        offset,
        limit,
      ),
    'triple.countFacets': (filter) => {
      const rows = here().triples.filter((triple) => passes(triple, filter));
      return {
        predicates: tally(rows, (row) => row.predicate),
        subjectTypes: tally(rows, (row) => row.subject.type),
        objectTypes: tally(rows, (row) => row.object.type),
      };
    },
    'triple.get': ({ triple: id }) => {
      const {
        documents: _,
        sentences: __,
        best: ___,
        ...triple
      } = found(
        here().triples.find((candidate) => candidate.id === id),
        'The fact',
      );
      return { ...triple, evidence: here().evidence.get(id) ?? [] };
    },
    'graph.view': (input) => toGraph(here(), input, positions),
    'graph.keepPositions': ({ ids, positions: kept }) => {
      for (const [k, id] of ids.entries())
        positions.set(id, [kept[2 * k] ?? 0, kept[2 * k + 1] ?? 0]);
      return null;
    },
    'search.find': ({ text, limit }) => {
      const has = (value: string) => value.toLowerCase().includes(text.toLowerCase());
      const { entities, triples, documents, rows } = here();
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
    },
    'export.list': () => [
      { target: 'nquads', extension: 'nq', title: 'N-Quads (RDF 1.2)' },
      { target: 'csv', extension: 'csv', title: 'Table of facts (CSV)' },
      { target: 'jsonl', extension: 'jsonl', title: 'JSON Lines' },
    ],
    'export.write': ({ target, path }) => {
      const job: JobRow = {
        ...finished(),
        id: 'jaaaaaaaa',
        kind: 'export',
        subject: `${target}: ${path}`,
        imported: null,
        exported: { written: full.triples.length, skipped: 0, deleted: 0, seconds: 0.2 },
      };
      jobs = [...jobs, job];
      setTimeout(() => served.announce('job.changed', job));
      return { job: job.id };
    },
    'export.planNeo4j': ({ uri, password }) => {
      if (!password) throw new EngineError('neo4j-unauthorised', uri);
      return { add: 43, change: 0, delete: 0, samples: ['add (:Person {name: "Cyrus Field"})'] };
    },
    'export.writeNeo4j': () => ({ job: startImport() }),
    'job.list': () => jobs,
    'job.get': ({ job }) =>
      found(
        jobs.find(({ id }) => id === job),
        'The job',
      ),
    'job.cancel': ({ job: id }) => {
      jobs = jobs.map((job) => (job.id === id ? { ...job, state: 'cancelled' } : job));
      served.announce(
        'job.changed',
        jobs.find((job) => job.id === id),
      );
      return null;
    },
    'job.resume': () => ({ job: startImport() }),
    'model.list': () => [
      {
        model: 'minilm',
        head: 'news',
        hash: '1f2e3d4c5b6a79880f',
        bytes: 23_400_000,
        entityTypes: ['Peop', 'Org', 'Loc', 'Other'],
        relationTypes: Object.entries(phrases).map(([name, phrase]) => ({ name, phrase })),
        card: '# news\n\nTrained on newspaper sentences.',
      },
    ],
    'folder.list': ({ path = '/home/ada' }) => ({
      path,
      parent: path === '/' ? null : path.slice(0, path.lastIndexOf('/')) || '/',
      folders: ['letters', 'minutes', 'plans'].map((name) => ({ name, path: `${path}/${name}` })),
      projects: [{ name: 'cable.espalier', path: `${path}/cable.espalier` }],
      files: 12,
    }),
  };
  const served = serve(
    transport,
    new Map<string, Answer>(
      Object.entries(handlers).map(([name, handle]) => [
        name,
        { input: commands[name as CommandName].input, handle: handle as Handler },
      ]),
    ),
  );
}

function waiting(row: DocumentRow, now: boolean): DocumentRow {
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

function finished(): JobRow {
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

function summarise({ rows, entities, triples }: FakeProject): ProjectSummary {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  return {
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
    heads: ['news'],
    device: 'cpu',
    workers: 2,
  };
}

function toGraph(
  { entities, triples }: FakeProject,
  { around, hops, types, predicates, minScore = 0, limit }: ParsedInputOf<'graph.view'>,
  kept: ReadonlyMap<string, readonly [number, number]>,
): GraphView {
  const passing = triples.filter(
    (triple) => triple.score >= minScore && (!predicates || predicates.includes(triple.predicate)),
  );
  let near = new Set<string>(around);
  for (let hop = 0; around && hop < hops; hop++)
    near = new Set(
      passing
        .filter(({ subject, object }) => near.has(subject.id) || near.has(object.id))
        .flatMap(({ subject, object }) => [subject.id, object.id])
        .concat([...near] as never),
    );
  const fitting = entities.filter(
    (entity) =>
      entity.triples > 0 &&
      (!types || types.includes(entity.type)) &&
      (!around || near.has(entity.id)),
  );
  const shown = fitting.sort((a, b) => b.triples - a.triples).slice(0, limit);
  const at = new Map(shown.map(({ id }, k) => [id, k]));
  const edges = passing.filter(({ subject, object }) => at.has(subject.id) && at.has(object.id));
  const typeList = [...new Set(shown.map(({ type }) => type))];
  const predicateList = [...new Set(edges.map(({ predicate }) => predicate))];
  return {
    ids: shown.map(({ id }) => id),
    names: shown.map(({ name }) => name),
    type: Uint16Array.from(shown, ({ type }) => typeList.indexOf(type)),
    types: typeList,
    degree: Uint32Array.from(shown, (entity) => entity.triples),
    from: Uint32Array.from(edges, ({ subject }) => at.get(subject.id) ?? 0),
    to: Uint32Array.from(edges, ({ object }) => at.get(object.id) ?? 0),
    triples: edges.map(({ id }) => id),
    predicate: Uint16Array.from(edges, ({ predicate }) => predicateList.indexOf(predicate)),
    predicates: predicateList,
    phrases: predicateList.map((predicate) => phrases[predicate] ?? predicate),
    score: Float32Array.from(edges, ({ score }) => score),
    positions: Float32Array.from(shown.flatMap(({ id }) => kept.get(id) ?? [NaN, NaN])),
    total: fitting.length,
  };
}

function passes(
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

function touches({ subject, object }: TripleRow, entity: string): boolean {
  return subject.id === entity || object.id === entity;
}

function tally<Row>(
  rows: readonly Row[],
  of: (row: Row) => string,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

function paged<Row>(
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
