import { basename } from 'node:path';
import type { CommandName, OutputOf, ParsedInputOf } from '#contract/commands';
import { EngineError } from '#contract/errors';
import { toReason } from '#contract/reasons';
import type { Call } from '#contract/server';
import type { DocumentRow, StoredDocumentRow } from '#domain/views';
import { listTargets } from './outgoing/export-list.ts';
import { getDocument, listDocuments } from '#store/documents';
import { getEntity, listEntities } from '#store/entities';
import { countFacets } from '#store/facets';
import { viewGraph } from '#store/graph-view';
import { findSource, listLocked } from '#store/journal';
import { listKnownOf } from '#store/known';
import { getAnnotations, listMentions } from '#store/mentions';
import { keepPositions } from '#store/positions';
import { find } from '#store/search';
import { findChange, listChanges } from '#store/source-changes';
import { getTriple, listTriples } from '#store/triples';
import { verify } from '#store/verify';
import { listFolder } from './folders.ts';
import { describeGold, evaluateHead } from './evaluation.ts';
import { readMapping } from './outgoing/mapping-file.ts';
import { installModel, listModelHeads, removeModel } from './models.ts';
import { createCurationHandlers } from './curation-handlers.ts';
import { createNeo4jHandlers } from './outgoing/neo4j-handlers.ts';
import type { Engine, Grants } from './opened.ts';
import { toNaming } from './pipeline.ts';
import { toPasswords } from './import/passwords.ts';
import { listRecent } from './recent.ts';
import { writeReport } from './import/report.ts';
import { summarise } from './summary.ts';

type Handlers = {
  readonly [Name in CommandName]: (
    input: ParsedInputOf<Name>,
    call: Call,
  ) => OutputOf<Name> | Promise<OutputOf<Name>>;
};

/** Each command is one call; a missing or surplus handler does not compile. */
export function createHandlers(engine: Engine, grants: Grants): Handlers {
  const project = () => engine.get().project;
  const jobs = () => engine.get().jobs;
  const summary = () => summarise(engine, engine.get());
  const allowed = (path: string) => (grants.check(path, 'read'), path);
  const writable = (path: string) => (grants.check(path, 'write'), path);

  async function createAndImport(folder: string, place: string) {
    const { jobs: opened } = await engine.open(place, { create: true });
    return { project: summary(), job: opened.startImport({ paths: [folder] }) };
  }

  return {
    'project.create': async ({ path }) => (
      await engine.open(writable(path), { create: true }),
      summary()
    ),
    'project.open': async ({ path }) => {
      // A recent project was chosen in a dialog once; it need not be chosen again.
      const recent = listRecent(engine.places.data).some((known) => known.path === path);
      await engine.open(recent ? path : allowed(path));
      return summary();
    },
    'project.close': async () => (await engine.closeProject(), null),
    'project.find': () => (engine.find() ? summary() : null),
    'project.listRecent': () => listRecent(engine.places.data),
    'project.verify': () => verify(project(), toNaming),
    'project.watch': async ({ on }) => {
      const { watching } = engine.get();
      await watching.set(on);
      return watching.state();
    },
    'project.createFromFolder': ({ path }) => createAndImport(allowed(path), engine.placeFor(path)),
    'project.createFromSamples': () => {
      const { samples } = engine.places;
      return createAndImport(samples, engine.placeInData(samples));
    },

    'document.import': ({ paths }) => ({ job: jobs().startImport({ paths: paths.map(allowed) }) }),
    'document.list': (input) => {
      const { total, rows } = listDocuments(project(), input);
      return { total, rows: rows.map(toRow) };
    },
    'document.get': ({ document }) => {
      const { row, ...text } = getDocument(project(), document);
      return { row: toRow(row), ...text };
    },
    'document.getAnnotations': ({ document }) => getAnnotations(project(), document),
    'document.drawPage': ({ document, page, scale }, { signal }) =>
      engine.get().pictures.draw(document, page, scale, signal),
    'document.findPlaces': ({ document, spans }, { signal }) =>
      engine.get().pictures.findPlaces(document, spans, signal),
    'document.reread': ({ path }) => {
      // Only what was imported once: else any path could be read by this door.
      if (!findSource(project(), path)) throw new EngineError('not-found', basename(path));
      return { job: jobs().startImport({ paths: [path], force: true }) };
    },
    'document.remove': async ({ path }) => (await jobs().removeSource(path), null),
    'document.unlock': ({ paths, password }) => {
      const asked = paths ?? listLocked(project());
      for (const path of asked)
        if (!findSource(project(), path)) throw new EngineError('not-found', basename(path));
      if (asked.length === 0) throw new EngineError('not-found', 'A protected file');
      return { job: jobs().startImport({ paths: asked }, toPasswords(password)) };
    },
    'document.findChange': ({ path }) => findChange(project(), path) ?? null,
    'document.listChanges': ({ job }) => listChanges(project(), job),
    'document.writeReport': async ({ path, form }) => ({
      written: await writeReport(project(), form, writable(path)),
    }),

    'extraction.table': (input, { signal }) => engine.xray.table(engine.get(), input, signal),
    'extraction.nearMisses': (input, { signal }) =>
      engine.xray.nearMisses(engine.get(), input, signal),

    'entity.list': (input) => listEntities(project(), input),
    'entity.get': ({ entity }) => getEntity(project(), entity),
    'entity.listKnown': ({ entity }) => listKnownOf(project(), entity),
    'entity.importKnown': ({ path }) => jobs().importKnown(allowed(path)),
    'entity.listMentions': (input) => listMentions(project(), input),

    'triple.list': (input) => listTriples(project(), input),
    'triple.countFacets': (input) => countFacets(project(), input),
    'triple.get': ({ triple }) => getTriple(project(), triple),

    ...createCurationHandlers(engine, { allowed, writable }),

    'graph.view': (input) => viewGraph(project(), input),
    'graph.keepPositions': ({ ids, positions }) => (keepPositions(project(), ids, positions), null),

    'search.find': ({ text, limit }) => {
      const { documents, ...found } = find(project(), text, limit);
      return { ...found, documents: documents.map(toRow) };
    },

    'export.list': () => listTargets(project()),
    'export.write': ({ target, path, mapping, mappingFile, ...choice }) => ({
      job: jobs().startExport({
        target,
        path: writable(path),
        choice:
          mappingFile !== undefined
            ? { ...choice, mapping: readMapping(allowed(mappingFile)) }
            : mapping !== undefined
              ? { ...choice, mapping: { text: mapping, path: 'of your own' } }
              : choice,
      }),
    }),
    ...createNeo4jHandlers(engine.credentials, jobs),

    'job.list': () => jobs().list(),
    'job.get': ({ job }) => jobs().get(job),
    'job.cancel': async ({ job }) => (await jobs().cancel(job), null),
    'job.resume': ({ job }) => ({ job: jobs().resume(job) }),

    'device.list': () => engine.listDevices(),
    'device.try': ({ anew }) => engine.tryDevices(anew),
    'device.allow': ({ webgpu }) => engine.allowWebGpu(webgpu),

    'queue.get': () => engine.getQueue(),
    'queue.set': ({ address, password }, { signal }) => engine.setQueue(address, password, signal),

    'model.list': () => listModelHeads(engine.places),
    'model.install': ({ path }, { signal }) => installModel(engine.places, allowed(path), signal),
    'model.remove': async ({ name }) => (await removeModel(engine.places, name), null),
    'model.choose': async (chosen) => (await engine.chooseModel(chosen), summary()),
    'model.readGold': ({ path }) => describeGold(allowed(path)),
    'model.evaluate': (input, { signal }) => {
      const path = allowed(input.path);
      return evaluateHead(engine.places, input, signal, (done, total) =>
        engine.announce('model.evaluated', { path, done, total }),
      );
    },
    'folder.list': ({ path, extensions }) => {
      if (!grants.mayList) throw new EngineError('path-refused', path ?? 'The home folder');
      return listFolder(path, extensions);
    },
  };
}

function toRow({ detail, ...row }: StoredDocumentRow): DocumentRow {
  return { ...row, name: basename(row.path), reason: row.code ? toReason(row.code, detail) : null };
}
