import type { RelationTypeDefinition, Schema } from '#domain/schema';
import { describe, type Properties, type Writing } from './describe.ts';
import { fromIri, toJson, toLiteral, type Quad, type Term } from './terms.ts';
import { own, owl, rdf, rdfs } from './vocabulary.ts';

/** What the heads look for, as an ontology each: classes and properties with their names elsewhere. */
export function* listSchemas(writing: Writing, schemas: readonly Schema[]): Iterable<Quad> {
  for (const schema of schemas) {
    const head = writing.mint('head', schema.name);
    yield* describe(head, [
      [rdf.type, owl.Ontology],
      [rdf.type, own.Head],
      [rdfs.label, toLiteral(schema.name)],
      [own.definition, toJson(schema)],
    ]);
    for (const type of schema.entityTypes) {
      yield* introduceLabel(writing, 'type', type);
      yield* define(writing, 'type', type, head);
    }
    for (const relation of schema.relationTypes) {
      yield* introduceLabel(writing, 'relation', relation.name, toRelation(writing, relation));
      yield* define(writing, 'relation', relation.name, head);
    }
  }
}

/** Describes a label where it is first met: those of a schema first, then what people and older heads brought. */
export function* introduceLabel(
  { mint, met, mapping }: Writing,
  kind: 'type' | 'relation',
  label: string,
  more: Properties = [],
): Iterable<Quad> {
  const resource = mint(kind, label);
  if (met.has(resource)) return;
  met.add(resource);
  const elsewhere =
    kind === 'type'
      ? toPairs(mapping.classes, label).map(
          (iri) => [rdfs.subClassOf, fromIri(String(iri))] as const,
        )
      : toPairs(mapping.properties, label).map((iri) =>
          typeof iri === 'string'
            ? ([rdfs.subPropertyOf, fromIri(iri)] as const)
            : ([owl.inverseOf, fromIri(iri.inverse)] as const),
        );
  yield* describe(resource, [
    [rdf.type, kind === 'type' ? owl.Class : owl.ObjectProperty],
    [rdfs.label, toLiteral(label)],
    ...more,
    ...elsewhere,
  ]);
}

function toPairs<Value>(
  map: Readonly<Record<string, readonly Value[]>>,
  label: string,
): readonly Value[] {
  return Object.hasOwn(map, label) ? (map[label] ?? []) : [];
}

/** Two heads may both look for it. */
function* define(
  { mint, met }: Writing,
  kind: 'type' | 'relation',
  label: string,
  head: Term,
): Iterable<Quad> {
  const resource = mint(kind, label);
  const pair = `${resource} ${head}`;
  if (met.has(pair)) return;
  met.add(pair);
  yield { subject: resource, predicate: rdfs.isDefinedBy, object: head };
}

/** Domain and range only where there is one: OWL reads several as "all of them at once". */
function toRelation({ mint }: Writing, relation: RelationTypeDefinition): Properties {
  const { phrase, symmetric, head, tail } = relation;
  return [
    [own.phrase, toLiteral(phrase)],
    ...(symmetric ? ([[rdf.type, owl.SymmetricProperty]] as const) : []),
    ...(head.length === 1 ? ([[rdfs.domain, mint('type', head[0] ?? '')]] as const) : []),
    ...(tail.length === 1 ? ([[rdfs.range, mint('type', tail[0] ?? '')]] as const) : []),
  ];
}
