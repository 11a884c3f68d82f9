import type { CitedTriple, Provenance } from '#domain/graph';
import type { ExportSource } from './source.ts';
import type { FileTarget } from './target.ts';

type Cell = string | number | undefined;

const FACT_COLUMNS = [
  'triple',
  'subject',
  'subject_type',
  'predicate',
  'object',
  'object_type',
  'triple_score',
  'evidence_score',
  'document',
  'page',
  'sentence',
  'sentence_start',
  'sentence_end',
  'subject_text',
  'subject_start',
  'subject_end',
  'object_text',
  'object_start',
  'object_end',
  'model',
  'run',
  'subject_id',
  'object_id',
  'document_id',
  'document_sha256',
];

const ENTITY_COLUMNS = ['entity', 'name', 'type', 'aliases', 'mentions', 'documents'];

/**
 * RFC 4180 with a header: a row for each place that says a triple, and beside it `….entities.csv`, a row an entity.
 * Offsets are UTF-16 units, as everywhere in the engine. No byte order mark: it would become part of the first column's
 * name in most readers.
 */
export const csv: FileTarget = {
  name: 'csv',
  family: 'table',
  extension: '.csv',
  summary: 'A table of facts, a row for each sentence that says one, and a table of entities',
  files: [
    { suffix: '', head: toRow(FACT_COLUMNS), records: listFacts },
    { suffix: '.entities', head: toRow(ENTITY_COLUMNS), records: listEntities },
  ],
};

function* listFacts(source: ExportSource): Iterable<string> {
  const documents = new Map<string, { readonly path: string; readonly sha256: string }>();
  for (const { id, path, sha256 } of source.documents()) {
    documents.set(id, { path, sha256 });
    yield '';
  }
  for (const triple of source.triples())
    for (const evidence of triple.evidence) {
      const document = documents.get(evidence.document);
      yield toRow(toFact(triple, evidence, document?.path, document?.sha256));
    }
}

function toFact(
  triple: CitedTriple,
  evidence: Provenance,
  path: Cell,
  sha256: Cell,
): readonly Cell[] {
  const { subject, predicate, object } = triple;
  const { sentence, subject: head, object: tail } = evidence;
  return [
    triple.id,
    subject.name,
    subject.type,
    predicate,
    object.name,
    object.type,
    triple.score,
    evidence.score,
    path,
    evidence.page,
    ...[sentence.text, sentence.start, sentence.end],
    ...[head.text, head.start, head.end],
    ...[tail.text, tail.start, tail.end],
    evidence.model,
    evidence.run,
    subject.id,
    object.id,
    evidence.document,
    sha256,
  ];
}

function* listEntities(source: ExportSource): Iterable<string> {
  for (const { id, name, type, aliases, mentions } of source.entities()) {
    const documents = new Set(mentions.map(({ document }) => document)).size;
    yield toRow([id, name, type, aliases.join(' | '), mentions.length, documents]);
  }
}

export function toRow(cells: readonly Cell[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets take as "this is text"
 * (OWASP, CSV injection; the full-width signs are taken as formulas by East Asian versions).
 */
function toCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^\s*[=+\-@\t\r\n|%＝＋－＠]/u.test(cell) ? `'${cell}` : cell;
  const text = safe.replaceAll('\0', '\ufffd').toWellFormed();
  return /[",\r\n']|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
