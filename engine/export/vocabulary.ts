/**
 * The words of our RDF. Standard ones where they fit: PROV-O for where a statement comes from, Web Annotation for where
 * it stands in the text, SKOS for names, RDF's own reification for the statement itself. Ours are in `own`:
 *
 * | term | from → to |
 * | --- | --- |
 * | `Entity` `Document` `Sentence` `Mention` `Evidence` | classes; the class of a model's label is `urn:espalier:type:<label>` |
 * | `evidence` | statement → one place that says it |
 * | `sentence` `subjectMention` `objectMention` | evidence → where |
 * | `refersTo` | mention → entity |
 * | `score` | statement, evidence or mention → probability, xsd:double; a statement has the highest of its evidence |
 * | `start` | sentence or mention → first UTF-16 unit (Web Annotation's own `start` and `end` count code points) |
 * | `page` | sentence → 1-based page |
 * | `sha256` `path` | document → of its bytes; where it was imported from |
 */
const NAMESPACES = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  prov: 'http://www.w3.org/ns/prov#',
  oa: 'http://www.w3.org/ns/oa#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  dct: 'http://purl.org/dc/terms/',
  espalier: 'urn:espalier:vocabulary:',
} as const;

/** As Turtle and TriG declare them; `e` shortens all we mint. */
export const PREFIXES: Readonly<Record<string, string>> = { ...NAMESPACES, e: 'urn:espalier:' };

function named<const Name extends string>(
  prefix: keyof typeof NAMESPACES,
  ...names: readonly Name[]
): Readonly<Record<Name, string>> {
  const entries = names.map((name) => [name, `<${NAMESPACES[prefix]}${name}>`]);
  return Object.fromEntries(entries) as Record<Name, string>;
}

export const rdf = named('rdf', 'type', 'Property', 'Statement', 'subject', 'predicate', 'object');
export const rdfs = named('rdfs', 'Class', 'label');
export const xsd = named('xsd', 'double', 'integer');
export const prov = named(
  'prov',
  'Activity',
  'SoftwareAgent',
  'Entity',
  'wasAssociatedWith',
  'wasDerivedFrom',
  'wasGeneratedBy',
);
export const oa = named(
  'oa',
  ...([
    'SpecificResource',
    'hasSource',
    'hasSelector',
    'TextPositionSelector',
    'TextQuoteSelector',
  ] as const),
  ...(['start', 'end', 'exact'] as const),
);
export const skos = named('skos', 'prefLabel', 'altLabel');
export const dct = named('dct', 'format', 'title');
export const own = named(
  'espalier',
  ...(['Entity', 'Document', 'Sentence', 'Mention', 'Evidence'] as const),
  ...(['evidence', 'sentence', 'subjectMention', 'objectMention', 'refersTo'] as const),
  ...(['score', 'start', 'page', 'sha256', 'path'] as const),
);

/** What we mint IRIs for: `urn:espalier:<kind>:<name>`. */
export type IriKind =
  | 'document'
  | 'entity'
  | 'evidence'
  | 'mention'
  | 'model'
  | 'relation'
  | 'run'
  | 'sentence'
  | 'triple'
  | 'type';
