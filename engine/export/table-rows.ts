import type { CitedTriple, Provenance } from '#domain/graph';
import type { ExportDocument, ExportSource } from './source.ts';
import type { Cell, Columns } from './target.ts';

/** A flat table as CSV, Excel and Parquet show it. Offsets are UTF-16 units, scores probabilities. */
export interface FlatTable {
  readonly name: string;
  readonly columns: Columns;
  /** `undefined` now and then in a long loop that makes no row. */
  readonly rows: (source: ExportSource, withText: boolean) => Iterable<readonly Cell[] | undefined>;
}

/** A row for each place that says a fact. */
export const facts: FlatTable = {
  name: 'Facts',
  columns: {
    triple: 'text',
    subject: 'text',
    subject_type: 'text',
    predicate: 'text',
    object: 'text',
    object_type: 'text',
    triple_score: 'real',
    evidence_score: 'real',
    document: 'text',
    page: 'integer',
    sentence: 'text',
    sentence_start: 'integer',
    sentence_end: 'integer',
    subject_text: 'text',
    subject_start: 'integer',
    subject_end: 'integer',
    object_text: 'text',
    object_start: 'integer',
    object_end: 'integer',
    model: 'text',
    run: 'text',
    decision: 'text',
    subject_id: 'text',
    object_id: 'text',
    document_id: 'text',
    document_sha256: 'text',
  },
  *rows(source, withText) {
    const documents = new Map<string, Pick<ExportDocument, 'path' | 'sha256'>>();
    for (const { id, path, sha256 } of source.documents()) {
      documents.set(id, { path, sha256 });
      yield undefined;
    }
    for (const triple of source.triples())
      for (const evidence of triple.evidence)
        yield toFact(triple, evidence, documents.get(evidence.document), withText);
  },
};

function toFact(
  triple: CitedTriple,
  evidence: Provenance,
  document: Pick<ExportDocument, 'path' | 'sha256'> | undefined,
  withText: boolean,
): readonly Cell[] {
  const { subject, predicate, object } = triple;
  const { sentence, subject: head, object: tail, page, model, run, score } = evidence;
  return [
    triple.id,
    ...[subject.name, subject.type, predicate, object.name, object.type],
    ...[triple.score, score],
    document?.path ?? null,
    page ?? null,
    withText ? sentence.text : null,
    ...[sentence.start, sentence.end],
    ...[head.text, head.start, head.end],
    ...[tail.text, tail.start, tail.end],
    ...[model, run, evidence.decision ?? null],
    ...[subject.id, object.id, evidence.document],
    document?.sha256 ?? null,
  ];
}

/** A row an entity: a fact table has no place for one without facts. */
export const entities: FlatTable = {
  name: 'Entities',
  columns: {
    entity: 'text',
    name: 'text',
    type: 'text',
    aliases: 'text',
    mentions: 'integer',
    documents: 'integer',
  },
  *rows(source) {
    for (const { id, name, type, aliases, mentions } of source.entities()) {
      const documents = new Set(mentions.map(({ document }) => document)).size;
      yield [id, name, type, aliases.join(' | '), mentions.length, documents];
    }
  },
};

export const documents: FlatTable = {
  name: 'Documents',
  columns: {
    document: 'text',
    path: 'text',
    title: 'text',
    format: 'text',
    language: 'text',
    state: 'text',
    sha256: 'text',
    model: 'text',
    run: 'text',
  },
  *rows(source) {
    for (const {
      id,
      path,
      title,
      format,
      language,
      state,
      sha256,
      model,
      run,
    } of source.documents())
      yield [id, path, title ?? null, format, language ?? null, state, sha256, model, run];
  },
};
