import type { Block, DocumentCode, Format, Page } from '#domain/document';
import { Failure } from '#domain/failure';
import type { Cluster, Resolution } from '#domain/graph';
import type { DocumentId, EntityId, RunId } from '#domain/ids';
import type { Schema } from '#domain/schema';
import { checkDocument, checkSchema } from './fit.ts';
import { toIri, type RdfRecord, type Records } from './records.ts';
import type { AnnotatedDocument, ExportBase } from '../source.ts';
import { dct, oa, own, prov, rdf, rdfs } from './vocabulary.ts';

/** What one document brings into a project: as the stages would hand it over. */
export interface RebuiltDocument extends Omit<
  AnnotatedDocument,
  'mentions' | 'relations' | 'path' | 'title'
> {
  readonly resolution: Resolution;
}

/**
 * Documents, as they were before they were stored, from what an export with texts says of them; by id. One at a time.
 * @throws Failure `export-refused` where the file was written without texts, or says something else than we do
 */
export function* rebuildDocuments(records: Records, path: string): Iterable<RebuiltDocument> {
  const refuse = (why: string): Failure => new Failure('export-refused', `${path} ${why}`);
  const mentionsOf = group(records, 'Mention', toIri(oa.hasSource));
  const evidenceOf = group(records, 'Evidence', toIri(prov.wasDerivedFrom));
  const predicateOf = toPredicates(records);
  for (const iri of list(records, 'Document').toSorted()) {
    const record = records.all.get(iri) ?? {};
    const text = find(record, own.text);
    if (text === undefined) throw refuse('was exported without the texts of its documents');
    let rebuilt: RebuiltDocument;
    try {
      rebuilt = rebuild(iri, record, text);
      checkDocument(rebuilt);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw refuse(`has a document that does not fit together (${find(record, own.path) ?? iri})`);
    }
    yield rebuilt;
  }

  function rebuild(iri: string, record: RdfRecord, text: string): RebuiltDocument {
    const layout = JSON.parse(get(record, own.layout)) as {
      readonly blocks: readonly Block[];
      readonly pages: readonly Page[];
      readonly metadata: AnnotatedDocument['metadata'];
      readonly sentences: readonly (readonly [number, number, number?])[];
    };
    const run = get(record, own.run);
    const language = find(record, dct.language);
    return {
      id: toId<DocumentId>(iri),
      paths: (record[toIri(own.path)] ?? []).toSorted(),
      sha256: get(record, own.sha256),
      bytes: Number(get(record, own.bytes)),
      format: get(record, dct.format) as Format,
      ...(language === undefined ? {} : { language }),
      state: get(record, own.state) === 'partial' ? 'partial' : 'done',
      code: (find(record, own.code) as DocumentCode | undefined) ?? null,
      detail: find(record, own.detail) ?? null,
      run: toId<RunId>(run),
      model: toModel(records, run),
      text,
      blocks: layout.blocks,
      pages: layout.pages,
      metadata: layout.metadata,
      sentences: layout.sentences.map(([start, end, page]) => ({
        start,
        end,
        ...(page === undefined ? {} : { page }),
      })),
      resolution:
        readBase(record) ??
        toResolution(records, mentionsOf.get(iri) ?? [], evidenceOf.get(iri) ?? [], predicateOf),
    };
  }
}

/** What people mended is not what was read: their decisions come after it. */
function readBase(record: RdfRecord): Resolution | undefined {
  const text = find(record, own.base);
  if (text === undefined) return undefined;
  const { mentions, relations } = JSON.parse(text) as ExportBase;
  return { mentions, relations, clusters: toClusters(mentions) };
}

function toClusters(mentions: ExportBase['mentions']): readonly Cluster[] {
  const clusters = new Map<EntityId, Cluster & { readonly mentions: number[] }>();
  for (const [at, { entity, key, type }] of mentions.entries()) {
    const cluster = clusters.get(entity) ?? { key, type, entity, mentions: [] };
    cluster.mentions.push(at);
    clusters.set(entity, cluster);
  }
  return [...clusters.values()];
}

/** Lines of the curation log, in order. */
export function rebuildLog(records: Records): readonly string[] {
  return list(records, 'Decision')
    .map((iri) => records.all.get(iri) ?? {})
    .toSorted((a, b) => Number(find(a, own.number)) - Number(find(b, own.number)))
    .map((record) => find(record, own.operation))
    .filter((line) => line !== undefined);
}

/** @throws Failure `export-refused` where one of them is no schema */
export function rebuildSchemas(records: Records, path: string): readonly Schema[] {
  try {
    return list(records, 'Head')
      .map((iri) => find(records.all.get(iri) ?? {}, own.definition))
      .filter((definition) => definition !== undefined)
      .map((definition) => {
        const schema = JSON.parse(definition) as Schema;
        checkSchema(schema);
        return schema;
      });
  } catch (error) {
    throw new Failure('export-refused', `${path} has a schema that is none`, error);
  }
}

function toResolution(
  { all }: Records,
  mentionIris: readonly string[],
  evidenceIris: readonly string[],
  predicateOf: (evidence: string) => string,
): Resolution {
  const mentions = mentionIris
    .map((iri) => {
      const record = all.get(iri) ?? {};
      return {
        iri,
        start: Number(get(record, own.start)),
        end: Number(get(record, own.end)),
        type: get(record, own.type),
        score: Number(get(record, own.score)),
        key: get(record, own.key),
        entity: toId<EntityId>(find(record, own.found) ?? get(record, own.refersTo)),
      };
    })
    .toSorted((a, b) => a.start - b.start || a.end - b.end || (a.entity < b.entity ? -1 : 1));
  const positions = new Map(mentions.map(({ iri }, at) => [iri, at]));
  const relations = evidenceIris
    .map((iri) => {
      const record = all.get(iri) ?? {};
      const [head, tail] = [own.subjectMention, own.objectMention].map((side) =>
        positions.get(get(record, side)),
      );
      if (head === undefined || tail === undefined)
        throw new RangeError('evidence without its names');
      return { head, tail, type: predicateOf(iri), score: Number(get(record, own.score)) };
    })
    .toSorted((a, b) => a.head - b.head || a.tail - b.tail || (a.type < b.type ? -1 : 1));
  return {
    mentions: mentions.map(({ start, end, type, score }) => ({ start, end, type, score })),
    relations,
    clusters: toClusters(mentions),
  };
}

/** Evidence → label of the predicate of the fact it is evidence of. */
function toPredicates(records: Records): (evidence: string) => string {
  const labels = new Map<string, string>();
  for (const fact of list(records, 'Fact')) {
    const record = records.all.get(fact) ?? {};
    const label = get(records.all.get(get(record, rdf.predicate)) ?? {}, rdfs.label);
    for (const evidence of record[toIri(own.evidence)] ?? []) labels.set(evidence, label);
  }
  return (evidence) => {
    const label = labels.get(evidence);
    if (label === undefined) throw new RangeError('evidence of no fact');
    return label;
  };
}

function toModel({ all }: Records, run: string): string {
  const agent = get(all.get(run) ?? {}, prov.wasAssociatedWith);
  return get(all.get(agent) ?? {}, rdfs.label);
}

function group(
  records: Records,
  name: string,
  property: string,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const iri of list(records, name))
    for (const key of records.all.get(iri)?.[property] ?? []) {
      const there = groups.get(key);
      if (there === undefined) groups.set(key, [iri]);
      else there.push(iri);
    }
  return groups;
}

function list({ byClass }: Records, name: string): readonly string[] {
  return [...new Set(byClass.get(name))];
}

function find(record: RdfRecord, term: string): string | undefined {
  return record[toIri(term)]?.[0];
}

function get(record: RdfRecord, term: string): string {
  const value = find(record, term);
  if (value === undefined) throw new RangeError(`nothing said by ${term}`);
  return value;
}

/** An id of ours is the last part of its IRI, whatever the base. */
function toId<Id extends string>(iri: string): Id {
  const id = /[:/#]([a-z][0-9a-f]{8,64})$/u.exec(iri)?.[1];
  if (id === undefined) throw new RangeError('no id of ours');
  return id as Id;
}
