import type { CitedTriple, Provenance } from '#domain/graph';
import type { ExportEntity, ExportSource } from '../source.ts';
import type { TargetOptions } from '../target.ts';
import { describe, type Properties, type Writing } from './describe.ts';
import { listDecisions } from './decisions.ts';
import { listDocument, toMention } from './documents.ts';
import { introduceRun } from './runs.ts';
import { introduceLabel, listSchemas } from './schema.ts';
import { isIri } from './mapping.ts';
import {
  createMint,
  fromIri,
  toDouble,
  toLiteral,
  toTripleTerm,
  type Quad,
  type Term,
} from './terms.ts';
import { own, owl, prov, rdf, skos } from './vocabulary.ts';

/**
 * The whole graph with its proof: every triple is stated in the default graph, once more in the graph of each document
 * that says so, and described by a statement resource (a reifier in RDF 1.2) that leads to its evidence. With texts,
 * everything is there that an import needs to make the same project again. No quad comes twice.
 */
export function* listStatements(
  source: ExportSource,
  { withText, rdf: { profile, base, mapping } }: TargetOptions,
): Iterable<Quad> {
  const mint = createMint(base);
  const writing: Writing = { mint, profile, withText, mapping, met: new Set(), authors: new Map() };
  yield* listSchemas(writing, source.schemas());
  yield* listDecisions(writing, source.decisions());
  for (const document of source.annotated()) yield* listDocument(writing, document);
  for (const entity of source.entities()) yield* listEntity(writing, entity);
  for (const triple of source.triples()) yield* listTriple(writing, triple);
}

/** The same in RDF 1.1, for syntaxes that have no triple terms. */
export function listPlainStatements(source: ExportSource, options: TargetOptions): Iterable<Quad> {
  return listStatements(source, { ...options, rdf: { ...options.rdf, profile: '1.1' } });
}

function* listEntity(writing: Writing, entity: ExportEntity): Iterable<Quad> {
  const { mint } = writing;
  const { id, type, name, aliases } = entity;
  yield* introduceLabel(writing, 'type', type);
  const labels = [...new Set(aliases.map(toLiteral))].filter((label) => label !== toLiteral(name));
  yield* describe(mint('entity', id), [
    [rdf.type, own.Entity],
    [rdf.type, mint('type', type)],
    [skos.prefLabel, toLiteral(name)],
    ...labels.map((label) => [skos.altLabel, label] as const),
    ...toIdentifiers(entity),
  ]);
}

/** A Wikidata number and an absolute IRI are addresses: the same thing, described elsewhere. Anything else is told as it is. */
function toIdentifiers({ identifiers = {} }: ExportEntity): Properties {
  return Object.entries(identifiers).flatMap(([name, value]): Properties => {
    const iri =
      name === 'wikidata' && /^Q[1-9][0-9]*$/u.test(value)
        ? `http://www.wikidata.org/entity/${value}`
        : value;
    if (/^https?:/iu.test(iri) && isIri(iri))
      return [
        [owl.sameAs, fromIri(iri)],
        [skos.exactMatch, fromIri(iri)],
      ];
    return [[own.identifier, toLiteral(`${name}:${value}`)]];
  });
}

function* listTriple(writing: Writing, triple: CitedTriple): Iterable<Quad> {
  const { mint, profile } = writing;
  yield* introduceLabel(writing, 'relation', triple.predicate);
  const fact = {
    subject: mint('entity', triple.subject.id),
    predicate: mint('relation', triple.predicate),
    object: mint('entity', triple.object.id),
  };
  yield fact;
  for (const document of new Set(triple.evidence.map((evidence) => evidence.document)))
    yield { ...fact, graph: mint('document', document) };
  const statement = mint('triple', triple.id);
  yield* describe(statement, [
    [rdf.type, own.Fact],
    ...(profile === '1.2' ? toReifier(fact) : toStatement(fact)),
    [own.score, toDouble(triple.score)],
  ]);
  for (const evidence of listDistinct(writing, triple)) {
    const resource = toEvidence(writing, triple, evidence);
    if (!isByPerson(evidence)) yield* introduceRun(writing, evidence);
    yield { subject: statement, predicate: own.evidence, object: resource };
    yield* describe(resource, toProof(writing, triple, evidence));
  }
}

function toReifier(fact: Quad): Properties {
  return [[rdf.reifies, toTripleTerm(fact)]];
}

function toStatement({ subject, predicate, object }: Quad): Properties {
  return [
    [rdf.type, rdf.Statement],
    [rdf.subject, subject],
    [rdf.predicate, predicate],
    [rdf.object, object],
  ];
}

/** Two heads may say the same of the same words: the surer one stands. */
function listDistinct(writing: Writing, triple: CitedTriple): Iterable<Provenance> {
  const best = new Map<Term, Provenance>();
  for (const evidence of triple.evidence) {
    const resource = toEvidence(writing, triple, evidence);
    if ((best.get(resource)?.score ?? -1) < evidence.score) best.set(resource, evidence);
  }
  return best.values();
}

function toEvidence({ mint }: Writing, { id }: CitedTriple, evidence: Provenance): Term {
  const { document, subject, object, run } = evidence;
  return mint('evidence', id, document, subject.start, subject.end, object.start, object.end, run);
}

/** Read in the text by a person alone; no model said it. */
function isByPerson({ decision, model }: Provenance): boolean {
  return decision !== undefined && model === 'person';
}

function toProof(
  { mint, authors }: Writing,
  triple: CitedTriple,
  evidence: Provenance,
): Properties {
  const { document, sentence, subject, object, run, score, decision } = evidence;
  const person = decision && authors.get(decision);
  return [
    [rdf.type, own.Evidence],
    [rdf.type, prov.Entity],
    [prov.wasDerivedFrom, mint('document', document)],
    [
      prov.wasGeneratedBy,
      isByPerson(evidence) ? mint('decision', decision ?? '') : mint('run', run),
    ],
    ...(decision === undefined
      ? []
      : [[prov.wasInfluencedBy, mint('decision', decision)] as const]),
    ...(person === undefined ? [] : [[prov.wasAttributedTo, person] as const]),
    [own.sentence, mint('sentence', document, sentence.start, sentence.end)],
    [own.subjectMention, toMention(mint, triple.subject.id, document, subject)],
    [own.objectMention, toMention(mint, triple.object.id, document, object)],
    [own.score, toDouble(score)],
  ];
}
