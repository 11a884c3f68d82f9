import { z } from 'zod';
import type { PageBox } from '#domain/document';
import type { JobId } from '#domain/ids';
import type { KnownEntityRow } from '#domain/linking';
import type {
  Annotations,
  DocumentRow,
  DocumentText,
  EntityDetail,
  EntityRow,
  ExportTarget,
  Facets,
  FolderListing,
  Found,
  GraphView,
  JobRow,
  MentionInText,
  PagePicture,
  ProjectSummary,
  RecentProject,
  Rows,
  SourceChange,
  TripleDetail,
  TripleRow,
  VerifyReport,
  WatchState,
} from '#domain/views';
import type { ExtractionTable, NearMisses } from '#domain/xray';
import { curationCommands } from './curation.ts';
import {
  command,
  descending,
  documentId,
  entityId,
  jobId,
  names,
  nothing,
  page,
  path,
  probability,
  text,
  tripleFilter,
  tripleId,
  type Command,
} from './inputs.ts';
import { modelCommands } from './models.ts';
import { neo4jCommands } from './neo4j.ts';

export type { Command } from './inputs.ts';

/**
 * The one list of what the page may ask of the engine: `noun.verb`, input schema, type of the answer.
 * Long work answers with a job at once and speaks through events.
 */
export const commands = {
  'project.create': command<ProjectSummary>()(z.strictObject({ path })),
  'project.open': command<ProjectSummary>()(z.strictObject({ path })),
  'project.close': command<null>()(nothing),
  /** Null while none is open. */
  'project.find': command<ProjectSummary | null>()(nothing),
  'project.listRecent': command<readonly RecentProject[]>()(nothing),
  'project.verify': command<VerifyReport>()(nothing),
  /** Follows the project's folders by itself from now on, or no longer; kept in the project. */
  'project.watch': command<WatchState>()(z.strictObject({ on: z.boolean() })),
  /** A new project from a folder, beside it or, where that cannot be written, in the user's data folder; opens it and imports. */
  'project.createFromFolder': command<{ readonly project: ProjectSummary; readonly job: JobId }>()(
    z.strictObject({ path }),
  ),
  /** The same from the sample folder that comes with the app. */
  'project.createFromSamples': command<{ readonly project: ProjectSummary; readonly job: JobId }>()(
    nothing,
  ),

  'document.import': command<{ readonly job: JobId }>()(
    z.strictObject({ paths: z.array(path).min(1).max(1000) }),
  ),
  'document.list': command<Rows<DocumentRow>>()(
    z.strictObject({
      states: names.optional(),
      codes: names.optional(),
      query: text.optional(),
      sort: z.enum(['path', 'state', 'format', 'pages', 'sentences', 'triples']).default('path'),
      descending,
      ...page,
    }),
  ),
  'document.get': command<DocumentText>()(z.strictObject({ document: documentId })),
  'document.getAnnotations': command<Annotations>()(z.strictObject({ document: documentId })),
  /** One page of a PDF as it looks, `scale` pixels a point. */
  'document.drawPage': command<PagePicture>()(
    z.strictObject({
      document: documentId,
      page: z.int().min(1).max(100_000),
      scale: z.number().min(0.1).max(8),
    }),
  ),
  /** Where spans of a PDF's text stand on its pages; null where that cannot be told now. */
  'document.findPlaces': command<readonly (readonly PageBox[])[] | null>()(
    z.strictObject({
      document: documentId,
      spans: z.array(z.strictObject({ start: z.int().min(0), end: z.int().min(0) })).max(2000),
    }),
  ),
  /** Reads one source again, whatever its hash says. */
  'document.reread': command<{ readonly job: JobId }>()(z.strictObject({ path })),
  /** Takes a source out of the project; the file itself stays. */
  'document.remove': command<null>()(z.strictObject({ path })),
  /** Reads protected files again with a password that is used for this and not kept; without paths all that asked for one. */
  'document.unlock': command<{ readonly job: JobId }>()(
    z.strictObject({
      paths: z.array(path).min(1).max(1000).optional(),
      password: z.string().min(1).max(1000),
    }),
  ),
  /** What the last import did to one source, with the facts by name; null where it is as it was first read. */
  'document.findChange': command<SourceChange | null>()(z.strictObject({ path })),
  /** What an import changed, removed documents too. */
  'document.listChanges': command<readonly SourceChange[]>()(z.strictObject({ job: jobId })),
  /** Writes what became of every file, a row each; gives how many. */
  'document.writeReport': command<{ readonly written: number }>()(
    z.strictObject({ path, form: z.enum(['csv', 'json']) }),
  ),

  /** A head's whole table of the sentence at a place, with what was decided and why. */
  'extraction.table': command<ExtractionTable>()(
    z.strictObject({
      document: documentId,
      start: z.int().min(0),
      /** As in `model.list`; what the project is read with where left out. */
      model: z.string().max(100).optional(),
      /** As `--heads` takes one. */
      head: z.string().max(100).optional(),
      /** Which pass of a sentence that is longer than the encoder. */
      window: z.int().min(0).max(10_000).default(0),
    }),
  ),
  /** Why what could be said in a sentence, or between two of its words or names, is said or is not; likeliest first. */
  'extraction.nearMisses': command<NearMisses>()(
    z.strictObject({
      document: documentId,
      start: z.int().min(0),
      between: z
        .array(z.strictObject({ start: z.int().min(0), end: z.int().min(0) }))
        .length(2)
        .optional(),
    }),
  ),

  'entity.list': command<Rows<EntityRow>>()(
    z.strictObject({
      query: text.optional(),
      types: names.optional(),
      document: documentId.optional(),
      sort: z.enum(['name', 'type', 'mentions', 'documents', 'triples']).default('mentions'),
      descending: z.boolean().default(true),
      ...page,
    }),
  ),
  'entity.get': command<EntityDetail>()(z.strictObject({ entity: entityId })),
  /** What people's own lists say of an entity, with the evidence that it is meant. */
  'entity.listKnown': command<readonly KnownEntityRow[]>()(z.strictObject({ entity: entityId })),
  /** Takes a table of known entities (CSV: name, type, aliases, ids) over and links the graph to it. */
  'entity.importKnown': command<{ readonly entities: number; readonly linked: number }>()(
    z.strictObject({ path }),
  ),
  'entity.listMentions': command<Rows<MentionInText>>()(
    z.strictObject({ entity: entityId, ...page }),
  ),

  'triple.list': command<Rows<TripleRow>>()(
    z.strictObject({
      ...tripleFilter,
      sort: z.enum(['subject', 'predicate', 'object', 'score', 'documents']).default('score'),
      descending: z.boolean().default(true),
      ...page,
    }),
  ),
  'triple.countFacets': command<Facets>()(z.strictObject(tripleFilter)),
  'triple.get': command<TripleDetail>()(z.strictObject({ triple: tripleId })),

  ...curationCommands,

  /** Without `around`: the most connected entities. With it: their neighbourhood of `hops` steps. */
  'graph.view': command<GraphView>()(
    z.strictObject({
      around: z.array(entityId).max(500).optional(),
      hops: z.int().min(0).max(3).default(1),
      types: names.optional(),
      predicates: names.optional(),
      minScore: probability.optional(),
      document: documentId.optional(),
      limit: z.int().min(1).max(20_000).default(300),
    }),
  ),
  'graph.keepPositions': command<null>()(
    z.strictObject({
      ids: z.array(entityId).max(20_000),
      /** x and y by node. */
      positions: z.custom<Float32Array>(
        (value) => value instanceof Float32Array && value.length <= 40_000,
      ),
    }),
  ),

  'search.find': command<Found>()(
    z.strictObject({ text, limit: z.int().min(1).max(50).default(8) }),
  ),

  'export.list': command<readonly ExportTarget[]>()(nothing),
  /** What is left out is as it is without: the whole graph with its texts, RDF 1.2 under our own IRIs. */
  'export.write': command<{ readonly job: JobId }>()(
    z.strictObject({
      target: z.string().max(40),
      path,
      withText: z.boolean().optional(),
      profile: z.enum(['1.1', '1.2']).optional(),
      base: z.string().max(1000).optional(),
      /** The text of a mapping file. */
      mapping: z.string().max(500_000).optional(),
      /** Where one lies; it comes before the text. */
      mappingFile: path.optional(),
      /** `last`, a date, or the number of a change. */
      since: z.string().max(40).optional(),
      selection: z
        .strictObject({
          entities: z.array(entityId).max(10_000).optional(),
          triples: z.array(tripleId).max(10_000).optional(),
          filter: z.strictObject(tripleFilter).optional(),
        })
        .optional(),
    }),
  ),
  ...neo4jCommands,

  'job.list': command<readonly JobRow[]>()(nothing),
  'job.get': command<JobRow>()(z.strictObject({ job: jobId })),
  'job.cancel': command<null>()(z.strictObject({ job: jobId })),
  /** Goes on with an import that was stopped. */
  'job.resume': command<{ readonly job: JobId }>()(z.strictObject({ job: jobId })),

  ...modelCommands,

  /** For the folder picker of the served page; refused on the desktop, which has dialogs of its own. */
  'folder.list': command<FolderListing>()(
    z.strictObject({
      path: path.optional(),
      /** Files with one of these are listed by name. */
      extensions: z.array(z.string().max(10)).max(10).optional(),
    }),
  ),
} as const satisfies Record<`${string}.${string}`, Command<z.ZodType, unknown>>;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
/** What a caller writes: fields with a default may be left out. */
export type InputOf<Name extends CommandName> = z.input<Commands[Name]['input']>;
/** What a handler gets: defaults filled in. */
export type ParsedInputOf<Name extends CommandName> = z.output<Commands[Name]['input']>;
export type OutputOf<Name extends CommandName> =
  Commands[Name] extends Command<z.ZodType, infer Output> ? Output : never;
/** The list as a client sees it. */
export type AppCalls = {
  readonly [Name in CommandName]: {
    readonly input: InputOf<Name>;
    readonly output: OutputOf<Name>;
  };
};
