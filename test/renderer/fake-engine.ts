import { commands, type CommandName, type OutputOf, type ParsedInputOf } from '#contract/commands';
import { EngineError } from '#contract/errors';
import { serve, type Answer } from '#contract/server';
import type { Transport } from '#contract/wire';
import type { JobId } from '#domain/ids';
import type { DocumentRow, JobRow, ProjectSummary, TripleRow, WatchState } from '#domain/views';
import { phrases } from './fake-corpus.ts';
import { createFakeCuration } from './fake-curation.ts';
import { createFakeDevices } from './fake-devices.ts';
import { toGraph } from './fake-graph.ts';
import { createFakeProject, type FakeProject } from './fake-project.ts';
import {
  finished,
  paged,
  repeated,
  passes,
  search,
  summarise,
  toChange,
  tally,
  touches,
  waiting,
} from './fake-rows.ts';

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
  /** Facts that the list claims to have; the few there are come again and again. */
  readonly facts?: number;
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
  let watch: WatchState = 'off';
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

  const summary = (): ProjectSummary => summarise(here(), watch);
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
    'document.drawPage': () => ({ image: null, why: 'gone' as const }),
    'document.findPlaces': () => null,
    'document.reread': () => ({ job: startImport() }),
    'document.unlock': () => ({ job: startImport() }),
    'document.findChange': ({ path }) => toChange(path),
    'document.listChanges': () => [],
    'document.writeReport': () => ({ written: here().rows.length }),
    'project.watch': ({ on }) => {
      watch = on ? 'on' : 'off';
      served.announce('project.changed', { revision: 1 });
      return watch;
    },
    'document.remove': ({ path }) => {
      project = { ...here(), rows: here().rows.filter((row) => row.path !== path) };
      served.announce('project.changed', { revision: 1 });
      return null;
    },
    // No model runs here.
    'extraction.table': () => {
      throw new EngineError('not-found', 'A sentence at this place');
    },
    'extraction.nearMisses': () => {
      throw new EngineError('not-found', 'A sentence at this place');
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
    'entity.listKnown': () => [],
    'entity.importKnown': () => ({ entities: 0, linked: 0 }),
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
    'triple.list': ({ sort, descending, offset, limit, ...filter }) => {
      const rows = here().triples.filter((triple) => passes(triple, filter));
      if (options.facts) return repeated(rows, options.facts, offset, limit);
      const by = (triple: TripleRow) =>
        sort === 'subject' || sort === 'object' ? triple[sort].name : triple[sort];
      return paged(rows, by, descending, offset, limit);
    },
    'triple.countFacets': (filter) => {
      const rows = here().triples.filter((triple) => passes(triple, filter));
      return {
        predicates: tally(rows, (row) => row.predicate),
        subjectTypes: tally(rows, (row) => row.subject.type),
        objectTypes: tally(rows, (row) => row.object.type),
        states: [],
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
    ...createFakeCuration(here, () => {
      served.announce('decision.changed', { revision: 1 });
      served.announce('project.changed', { revision: 1 });
    }),
    'graph.view': (input) => toGraph(here(), input, positions),
    'graph.keepPositions': ({ ids, positions: kept }) => {
      for (const [k, id] of ids.entries())
        positions.set(id, [kept[2 * k] ?? 0, kept[2 * k + 1] ?? 0]);
      return null;
    },
    'search.find': ({ text, limit }) => search(here(), text, limit),
    'export.list': () => [
      {
        target: 'nquads',
        extension: 'nq',
        title: 'N-Quads (RDF 1.2)',
        family: 'table',
        last: null,
      },
      {
        target: 'csv',
        extension: 'csv',
        title: 'Table of facts (CSV)',
        family: 'table',
        last: null,
      },
      { target: 'jsonl', extension: 'jsonl', title: 'JSON Lines', family: 'table', last: null },
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
      const samples = ['add Person Cyrus Field'];
      return {
        ...{ add: 43, change: 2, delete: 1, samples, drifted: 2, isKnown: true },
        drift: [
          {
            ...{ kind: 'changed', uid: 'p/entity/e1', title: 'Person Cyrus Field' },
            detail: 'name: Cyrus W. Field',
          },
          {
            kind: 'removed',
            uid: 'p/relationship/t1',
            title: 'Field Work_For Cable Co',
            detail: '',
          },
        ],
      };
    },
    'export.readBackNeo4j': () => [
      {
        title: 'Rename Cyrus Field to Cyrus W. Field',
        reason: 'Its name was changed in Neo4j.',
        operation: {
          kind: 'entity.rename',
          entity: 'e000000000000000000000001',
          name: 'Cyrus W. Field',
        },
      },
      {
        title: 'Merge Whitehouse into Wildman Whitehouse',
        reason: 'In Neo4j one node stands for all of them.',
        operation: {
          kind: 'entity.merge',
          entities: ['e000000000000000000000002', 'e000000000000000000000003'],
        },
      },
    ],
    'export.listNeo4jLogins': () => [],
    'export.forgetNeo4jLogin': () => null,
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
    ...createFakeDevices(() => served.announce('device.changed', null)),
    'model.list': () => [
      {
        model: 'minilm',
        head: 'news',
        system: 'tablert-cnn',
        isDefault: true,
        sure: [
          { share: 0.8, score: 0.41 },
          { share: 0.9, score: 0.68 },
        ],
        licence: 'Apache-2.0',
        hash: '1f2e3d4c5b6a79880f',
        bytes: 23_400_000,
        entityTypes: ['Peop', 'Org', 'Loc', 'Other'],
        relationTypes: Object.entries(phrases).map(([name, phrase]) => ({ name, phrase })),
        card: '# news\n\nTrained on newspaper sentences.',
      },
    ],
    'model.install': () => 'mine',
    'model.remove': () => null,
    'model.choose': () => summary(),
    'model.readGold': ({ path }) => {
      throw new EngineError('path-missing', path);
    },
    'model.evaluate': ({ path }) => {
      throw new EngineError('path-missing', path);
    },
    'folder.list': ({ path = '/home/ada' }) => ({
      path,
      parent: path === '/' ? null : path.slice(0, path.lastIndexOf('/')) || '/',
      folders: ['letters', 'minutes', 'plans'].map((name) => ({ name, path: `${path}/${name}` })),
      projects: [{ name: 'cable.espalier', path: `${path}/cable.espalier` }],
      matching: [{ name: 'gold.json', path: `${path}/gold.json` }],
      files: 12,
    }),
  };
  const served = serve(
    transport,
    new Map<string, Answer>(
      Object.entries(handlers).map(([name, handle]) => [
        name,
        { input: commands[name as CommandName].input, handle: handle },
      ]),
    ),
  );
}
