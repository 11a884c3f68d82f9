/**
 * The words of our RDF. Standard ones where they fit: PROV-O for where a statement comes from, Web Annotation for where
 * it stands in the text, SKOS for names, OWL for the schema. Ours are in `own`:
 *
 * | term | from → to |
 * | --- | --- |
 * | `Entity` `Document` `Sentence` `Mention` `Fact` `Evidence` `Head` `Decision` | classes |
 * | `evidence` | fact → one place that says it |
 * | `sentence` `subjectMention` `objectMention` | evidence → where |
 * | `refersTo` | mention → entity |
 * | `score` | fact, evidence or mention → probability, xsd:double; a fact has the highest of its evidence |
 * | `start` `end` | sentence or mention → its span in UTF-16 units (Web Annotation's own `start` and `end` count code points) |
 * | `page` | sentence → 1-based page |
 * | `sha256` `path` `bytes` `state` `code` `detail` `run` | document → of its bytes; where it was; how reading ended; by what |
 * | `text` `layout` | document → its fixed text; blocks, pages, metadata and sentences as JSON, in UTF-16 units |
 * | `base` | document → what the model said, as JSON, where people made it read otherwise |
 * | `key` | mention → the normalised name that with the label makes the id of what was found |
 * | `type` `found` | mention → the label it was found with; the entity it made before anyone linked or mended it, where that is another |
 * | `definition` `phrase` | head → its schema as JSON; property → how it reads between subject and object |
 * | `number` `operation` | decision → its place in the log; what was decided, as a line of the log |
 * | `identifier` | entity → what it is called in a list, as `name:value`, where there is no address for it |
 */
const NAMESPACES = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  owl: 'http://www.w3.org/2002/07/owl#',
  prov: 'http://www.w3.org/ns/prov#',
  oa: 'http://www.w3.org/ns/oa#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  sh: 'http://www.w3.org/ns/shacl#',
  espalier: 'urn:espalier:vocabulary:',
} as const;

/** As Turtle, TriG, JSON-LD and RDF/XML declare them. */
export const PREFIXES: Readonly<Record<string, string>> = NAMESPACES;

function named<const Name extends string>(
  prefix: keyof typeof NAMESPACES,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const entries = names.map((name) => [name, `<${NAMESPACES[prefix]}${name}>`]);
  return Object.fromEntries(entries) as Record<Name, string>;
}

export const rdf = named('rdf', [
  'type',
  'value',
  'reifies',
  'Statement',
  'subject',
  'predicate',
  'object',
  'JSON',
]);
export const rdfs = named('rdfs', [
  'label',
  'subClassOf',
  'subPropertyOf',
  'domain',
  'range',
  'isDefinedBy',
]);
export const xsd = named('xsd', ['double', 'integer', 'dateTime']);
export const owl = named('owl', [
  'Class',
  'ObjectProperty',
  'SymmetricProperty',
  'Ontology',
  'inverseOf',
  'sameAs',
]);
export const prov = named('prov', [
  'Activity',
  'SoftwareAgent',
  'Person',
  'Entity',
  'wasAssociatedWith',
  'wasAttributedTo',
  'wasDerivedFrom',
  'wasGeneratedBy',
  'wasInfluencedBy',
  'endedAtTime',
]);
export const oa = named('oa', [
  'SpecificResource',
  'hasSource',
  'hasSelector',
  'TextPositionSelector',
  'TextQuoteSelector',
  'FragmentSelector',
  'start',
  'end',
  'exact',
]);
export const skos = named('skos', ['prefLabel', 'altLabel', 'exactMatch']);
export const dct = named('dct', ['format', 'title', 'language', 'conformsTo', 'description']);
export const foaf = named('foaf', ['name']);
export const own = named('espalier', [
  'Entity',
  'Document',
  'Sentence',
  'Mention',
  'Fact',
  'Evidence',
  'Head',
  'Decision',
  'evidence',
  'sentence',
  'subjectMention',
  'objectMention',
  'refersTo',
  'score',
  'start',
  'end',
  'page',
  'sha256',
  'path',
  'bytes',
  'state',
  'code',
  'detail',
  'run',
  'text',
  'layout',
  'base',
  'key',
  'found',
  'type',
  'definition',
  'phrase',
  'operation',
  'number',
  'identifier',
]);

/** What we mint IRIs for: `urn:espalier:<kind>:<name>`. */
export type IriKind =
  | 'decision'
  | 'document'
  | 'entity'
  | 'evidence'
  | 'head'
  | 'mention'
  | 'model'
  | 'page'
  | 'person'
  | 'relation'
  | 'run'
  | 'sentence'
  | 'triple'
  | 'type';
