import type { Span } from '#domain/document';
import type { CitedEntity, CitedTriple, Provenance } from '#domain/graph';
import type { DocumentId } from '#domain/ids';
import { createOffsets, type ToCodePoints } from './offsets.ts';
import type { ExportDocument, ExportSentence, ExportSource } from './source.ts';
import { toDouble, toInteger, toIri, toLiteral, type Quad, type Term } from './terms.ts';
import { dct, oa, own, prov, rdf, rdfs, skos } from './vocabulary.ts';

/**
 * The whole graph with its proof, in RDF 1.1: every triple is stated in the default graph, once more in the graph of
 * each document that says so, and described by a statement resource that leads to its evidence. Ids, UTF-16 starts and
 * exact quotes are kept, so that an import can rebuild entities, triples and provenance. No quad comes twice.
 */
export function* listStatements(source: ExportSource): Iterable<Quad> {
  const toCodePoints = createOffsets(source.documents());
  for (const document of source.documents())
    yield* describe(toIri('document', document.id), toDocument(document));
  for (const sentence of source.sentences()) yield* listSentence(sentence, toCodePoints);
  const met = new Set<Term>();
  for (const entity of source.entities()) {
    yield* introduce(met, toIri('type', entity.type), () => toNamed(rdfs.Class, entity.type));
    yield* listEntity(entity, toCodePoints);
  }
  for (const triple of source.triples()) {
    yield* introduce(met, toIri('relation', triple.predicate), () =>
      toNamed(rdf.Property, triple.predicate),
    );
    for (const { run, model } of triple.evidence) {
      yield* introduce(met, toIri('model', model), () => toNamed(prov.SoftwareAgent, model));
      yield* introduce(met, toIri('run', run), () => toRun(model));
    }
    yield* listTriple(triple);
  }
}

/** Describes a resource where it is first met; there are as many of these as a schema has labels and a project runs. */
function* introduce(
  met: Set<Term>,
  resource: Term,
  toProperties: () => Properties,
): Iterable<Quad> {
  if (met.has(resource)) return;
  met.add(resource);
  yield* describe(resource, toProperties());
}

type Properties = readonly (readonly [predicate: Term, object: Term])[];

function* describe(subject: Term, properties: Properties): Iterable<Quad> {
  for (const [predicate, object] of properties) yield { subject, predicate, object };
}

function toDocument({ sha256, path, format, title }: ExportDocument): Properties {
  return [
    [rdf.type, own.Document],
    [rdf.type, prov.Entity],
    [own.sha256, toLiteral(sha256)],
    [own.path, toLiteral(path)],
    [dct.format, toLiteral(format)],
    ...(title === undefined ? [] : ([[dct.title, toLiteral(title)]] as const)),
  ];
}

function toNamed(type: Term, label: string): Properties {
  return [
    [rdf.type, type],
    [rdfs.label, toLiteral(label)],
  ];
}

function toRun(model: string): Properties {
  return [
    [rdf.type, prov.Activity],
    [prov.wasAssociatedWith, toIri('model', model)],
  ];
}

function* listSentence(sentence: ExportSentence, toCodePoints: ToCodePoints): Iterable<Quad> {
  const { document, start, end, page, text } = sentence;
  const subject = toIri('sentence', document, start, end);
  yield* describe(subject, [
    [rdf.type, own.Sentence],
    ...(page === undefined ? [] : ([[own.page, toInteger(page)]] as const)),
  ]);
  yield* listPlace(subject, document, { start, end }, text, toCodePoints);
}

/** Where a resource stands: a part of its document, told by position and by quote (Web Annotation 4.2.4, 4.2.5). */
function* listPlace(
  subject: Term,
  document: DocumentId,
  span: Span,
  text: string,
  toCodePoints: ToCodePoints,
): Iterable<Quad> {
  const { start, end } = toCodePoints(document, span);
  const [position, quote] = [toPart(subject, 'position'), toPart(subject, 'quote')];
  yield* describe(subject, [
    [rdf.type, oa.SpecificResource],
    [oa.hasSource, toIri('document', document)],
    [own.start, toInteger(span.start)],
    [oa.hasSelector, position],
    [oa.hasSelector, quote],
  ]);
  yield* describe(position, [
    [rdf.type, oa.TextPositionSelector],
    [oa.start, toInteger(start)],
    [oa.end, toInteger(end)],
  ]);
  yield* describe(quote, [
    [rdf.type, oa.TextQuoteSelector],
    [oa.exact, toLiteral(text)],
  ]);
}

/** `<urn:…>` → `<urn:…:part>`; named rather than blank, so that equal graphs are equal line by line. */
function toPart(iri: Term, part: string): Term {
  return `${iri.slice(0, -1)}:${part}>`;
}

function* listEntity(entity: CitedEntity, toCodePoints: ToCodePoints): Iterable<Quad> {
  const subject = toIri('entity', entity.id);
  yield* describe(subject, [
    [rdf.type, own.Entity],
    [rdf.type, toIri('type', entity.type)],
    [skos.prefLabel, toLiteral(entity.name)],
    ...[...new Set(entity.aliases.map(toLiteral))].map((alias) => [skos.altLabel, alias] as const),
  ]);
  let before = '';
  for (const { document, start, end, text, score } of entity.mentions) {
    const mention = toMention(entity, document, { start, end });
    // Two heads may have found the same words.
    if (mention === before) continue;
    before = mention;
    yield* describe(mention, [
      [rdf.type, own.Mention],
      [own.refersTo, subject],
      [own.score, toDouble(score)],
    ]);
    yield* listPlace(mention, document, { start, end }, text, toCodePoints);
  }
}

function toMention(
  entity: Pick<CitedEntity, 'id'>,
  document: DocumentId,
  { start, end }: Span,
): Term {
  return toIri('mention', entity.id, document, start, end);
}

function* listTriple(triple: CitedTriple): Iterable<Quad> {
  const fact = {
    subject: toIri('entity', triple.subject.id),
    predicate: toIri('relation', triple.predicate),
    object: toIri('entity', triple.object.id),
  };
  yield fact;
  for (const document of new Set(triple.evidence.map((evidence) => evidence.document)))
    yield { ...fact, graph: toIri('document', document) };
  const statement = toIri('triple', triple.id);
  yield* describe(statement, [
    [rdf.type, rdf.Statement],
    [rdf.subject, fact.subject],
    [rdf.predicate, fact.predicate],
    [rdf.object, fact.object],
    [own.score, toDouble(triple.score)],
  ]);
  const met = new Set<Term>();
  for (const evidence of triple.evidence) {
    const resource = toEvidence(triple, evidence);
    if (met.has(resource)) continue;
    met.add(resource);
    yield { subject: statement, predicate: own.evidence, object: resource };
    yield* describe(resource, toProof(triple, evidence));
  }
}

function toEvidence({ id }: CitedTriple, { document, subject, object, run }: Provenance): Term {
  return toIri('evidence', id, document, subject.start, subject.end, object.start, object.end, run);
}

function toProof(triple: CitedTriple, evidence: Provenance): Properties {
  const { document, sentence, subject, object, run, score } = evidence;
  return [
    [rdf.type, own.Evidence],
    [rdf.type, prov.Entity],
    [prov.wasDerivedFrom, toIri('document', document)],
    [prov.wasGeneratedBy, toIri('run', run)],
    [own.sentence, toIri('sentence', document, sentence.start, sentence.end)],
    [own.subjectMention, toMention(triple.subject, document, subject)],
    [own.objectMention, toMention(triple.object, document, object)],
    [own.score, toDouble(score)],
  ];
}
