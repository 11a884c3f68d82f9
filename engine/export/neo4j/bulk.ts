import type { ExportSource } from '../source.ts';
import type { FileTarget, TargetOptions, TextFile } from '../target.ts';
import { layers, type Layer } from './layers.ts';
import { isName } from './names.ts';
import { isWhole } from './parameters.ts';
import { toQueryPage } from './queries.ts';
import type { Edition, Row } from './rows.ts';
import type { Properties, Value } from './stamp.ts';
import type { MirrorSource } from './source.ts';

/** Between the items of a list; no text holds one. */
const UNIT = '\u001f';

const LISTS: ReadonlySet<string> = new Set(['aliases', 'sentences', 'evidence', 'types']);
const FLOATS: ReadonlySet<string> = new Set(['probability', 'score']);
const EVIDENCE = [
  ...['probability', 'model', 'run', 'decision'],
  ...['subjectStart', 'subjectEnd', 'objectStart', 'objectEnd'],
];

/** How links of rows are called as relationships. */
const TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sentence: { document: 'PART_OF' },
  mention: { entity: 'REFERS_TO', sentence: 'MENTIONED_IN' },
  fact: { subject: 'SUBJECT', object: 'OBJECT', evidence: 'SUPPORTED_BY' },
};

/**
 * Files for `neo4j-admin database import full`, which fills an empty database offline: the same nodes, relationships and
 * stamps that a write over the network makes, so that such a write goes on from there and finds nothing to do. The page
 * beside them has the command.
 */
export const neo4jCsv: FileTarget = {
  name: 'neo4j-csv',
  family: 'database',
  extension: '.csv',
  summary: 'Neo4j, in bulk: CSV with headers for neo4j-admin, and a page of queries',
  files: [
    toNodeFile('', 'entity'),
    toNodeFile('.documents', 'document'),
    toNodeFile('.sentences', 'sentence'),
    toNodeFile('.mentions', 'mention'),
    toNodeFile('.facts', 'fact'),
    toRelationshipFile(),
    toLinkFile(),
    toProjectFile(),
    {
      suffix: '',
      extension: '.cypher.md',
      *records(_, { withText }) {
        yield toQueryPage(withText ? 'everything' : 'names');
      },
    },
  ],
};

function toNodeFile(suffix: string, kind: Layer['kind']): TextFile {
  const layer = findLayer(kind);
  const keys = layer.keys;
  return {
    suffix,
    head: toLine(['uid:ID', ':LABEL', 'stamp', ...keys.map(toHeader)]),
    *records(source, options) {
      if (!options.withText && !layer.presets.includes('names')) return;
      for (const { uid, shelf, label, stamp, properties } of listRows(layer, source, options)) {
        const labels = label === undefined ? [shelf] : [shelf, label];
        yield toLine([uid, labels, stamp, ...toCells(keys, properties)]);
      }
    },
  };
}

function toRelationshipFile(): TextFile {
  const layer = findLayer('relationship');
  const { keys } = layer;
  return {
    suffix: '.relations',
    head: toLine([':START_ID', ':END_ID', ':TYPE', 'uid', 'stamp', ...keys.map(toHeader)]),
    *records(source, options) {
      for (const { uid, shelf, stamp, properties, links } of listRows(layer, source, options)) {
        const ends = [links['subject']?.[0] ?? null, links['object']?.[0] ?? null];
        yield toLine([...ends, shelf, uid, stamp, ...toCells(keys, properties)]);
      }
    },
  };
}

function toLinkFile(): TextFile {
  return {
    suffix: '.links',
    head: toLine([':START_ID', ':END_ID', ':TYPE', 'project', ...EVIDENCE.map(toHeader)]),
    *records(source, options) {
      if (!options.withText) return;
      for (const layer of layers)
        for (const [name, type] of Object.entries(TYPES[layer.kind] ?? {}))
          for (const { uid, links } of listRows(layer, source, options))
            for (const link of links[name] ?? []) {
              const proof = typeof link === 'string' ? {} : (link as Properties);
              const end = typeof link === 'string' ? link : (proof['sentence'] ?? null);
              yield toLine([uid, end, type, source.project, ...toCells(EVIDENCE, proof)]);
            }
    },
  };
}

/** So that a later write knows which relationships are ours. */
function toProjectFile(): TextFile {
  return {
    suffix: '.project',
    head: toLine(['uid:ID', ':LABEL', 'types:string[]']),
    *records(source) {
      const types = new Set<string>();
      for (const { predicate } of source.triples()) {
        if (isName(predicate)) types.add(predicate);
        // No record, but a place to look for cancel.
        yield '';
      }
      yield toLine([source.project, 'EspalierProject', [...types]]);
    },
  };
}

function* listRows(layer: Layer, source: ExportSource, { withText }: TargetOptions): Iterable<Row> {
  const edition: Edition = { project: source.project, preset: withText ? 'everything' : 'names' };
  for (const row of layer.rows(toMirrorPasses(source), edition))
    if (isName(row.shelf) && isName(row.label ?? row.shelf)) yield row;
}

/** The passes that rows are made from, over the source that files are made from. */
function toMirrorPasses(source: ExportSource): Pick<MirrorSource, 'project'> & MirrorSource {
  return {
    project: source.project,
    count: () => ({ ...source.count(), mentions: 0 }),
    documents: () => source.documents(),
    *entities() {
      for (const entity of source.entities()) yield { ...entity, mentions: entity.mentions.length };
    },
    *sentences() {
      for (const { id, text, sentences, mentions } of source.annotated()) {
        const naming = new Set(mentions.map(({ sentence }) => sentence));
        for (const [position, sentence] of sentences.entries())
          if (naming.has(position))
            yield {
              ...{ document: id, ...sentence },
              text: text.slice(sentence.start, sentence.end),
            };
      }
    },
    *mentions() {
      for (const { id, text, sentences, mentions } of source.annotated())
        for (const { start, end, score, type, entity, sentence } of mentions)
          yield {
            ...{ document: id, start, end, text: text.slice(start, end), type, score, entity },
            sentence: sentences[sentence] ?? { start: 0, end: 0 },
          };
    },
    triples: () => source.triples(),
    outbox: NOTHING,
  };
}

/** A file is not followed. */
const NOTHING: MirrorSource['outbox'] = {
  find: () => undefined,
  add: () => 0,
  begin: () => 0,
  list: () => [],
  settle: () => undefined,
  drop: () => undefined,
};

function findLayer(wanted: Layer['kind']): Layer {
  const layer = layers.find(({ kind }) => kind === wanted);
  if (!layer) throw new RangeError(wanted);
  return layer;
}

function toHeader(name: string): string {
  if (LISTS.has(name)) return `${name}:string[]`;
  if (FLOATS.has(name)) return `${name}:double`;
  return isWhole(name) ? `${name}:long` : name;
}

function toCells(names: readonly string[], properties: Properties): readonly Value[] {
  return names.map((name) => properties[name] ?? null);
}

/** Nothing between commas is "not there"; quotes around nothing are an empty text. */
function toLine(cells: readonly Value[]): string {
  return `${cells.map(toCell).join(',')}\n`;
}

function toCell(cell: Value): string {
  if (cell === null || (Array.isArray(cell) && cell.length === 0)) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  const items = (Array.isArray(cell) ? cell : [cell]) as readonly string[];
  const text = items.map((item) => item.replaceAll(UNIT, ' ')).join(UNIT);
  return `"${text.toWellFormed().replaceAll('"', '""')}"`;
}
