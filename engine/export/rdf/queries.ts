import type { TargetOptions } from '../target.ts';
import { PREFIXES } from './vocabulary.ts';

export interface SparqlExample {
  readonly name: string;
  /** What it answers, in words. */
  readonly question: string;
  readonly query: string;
}

/** Questions that the export answers as it is, in SPARQL 1.1 (those that need RDF 1.2 say so). Tested with Oxigraph. */
export function listQueries({
  rdf: { profile },
}: Pick<TargetOptions, 'rdf'>): readonly SparqlExample[] {
  const named = (fact: string): string =>
    profile === '1.2'
      ? `${fact} rdf:reifies <<( ?subject ?property ?object )>> .`
      : `${fact} rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object .`;
  const labels = `?subject skos:prefLabel ?from . ?object skos:prefLabel ?to . ?property rdfs:label ?says .`;
  return [
    {
      name: 'facts',
      question: 'All facts by name, the surest first.',
      query: `SELECT ?from ?says ?to ?score WHERE {
  ?fact a espalier:Fact ; espalier:score ?score .
  ${named('?fact')}
  ${labels}
} ORDER BY DESC(?score) ?from ?says ?to`,
    },
    {
      name: 'facts-of-page',
      question: 'All facts from page 3 of this document (put its path).',
      query: `SELECT DISTINCT ?from ?says ?to ?sentence WHERE {
  ?document espalier:path "letters/ada.txt" .
  ?proof espalier:sentence ?place .
  ?place espalier:page 3 ; oa:hasSource ?document .
  OPTIONAL { ?place oa:hasSelector/oa:exact ?sentence }
  ?fact espalier:evidence ?proof .
  ${named('?fact')}
  ${labels}
} ORDER BY ?from ?says ?to`,
    },
    {
      name: 'who-says-so',
      question:
        'Who says that: for every fact the document, the sentence, the words, the model or the person, how sure.',
      query: `SELECT ?from ?says ?to ?path ?sentence ?words ?by ?score WHERE {
  ?fact espalier:evidence ?proof .
  ${named('?fact')}
  ${labels}
  ?proof espalier:score ?score ; espalier:sentence ?place ; espalier:objectMention/oa:hasSelector/oa:exact ?words .
  ?place oa:hasSource/espalier:path ?path .
  OPTIONAL { ?place oa:hasSelector/oa:exact ?sentence }
  OPTIONAL { ?proof prov:wasAttributedTo/foaf:name ?person }
  ?proof prov:wasGeneratedBy/prov:wasAssociatedWith/rdfs:label ?model .
  BIND(COALESCE(?person, ?model) AS ?by)
} ORDER BY ?from ?says ?to ?path`,
    },
    {
      name: 'said-in',
      question:
        'In which documents a fact stands: each has its own graph (not in Turtle, N-Triples and RDF/XML).',
      query: `SELECT ?from ?says ?to ?path WHERE {
  GRAPH ?document { ?subject ?property ?object }
  ?document espalier:path ?path .
  ${labels}
} ORDER BY ?from ?says ?to ?path`,
    },
    {
      name: 'well-supported',
      question: 'Facts that at least two documents state.',
      query: `SELECT ?from ?says ?to (COUNT(DISTINCT ?document) AS ?documents) WHERE {
  ?fact espalier:evidence/prov:wasDerivedFrom ?document .
  ${named('?fact')}
  ${labels}
} GROUP BY ?from ?says ?to HAVING (COUNT(DISTINCT ?document) > 1) ORDER BY DESC(?documents) ?from`,
    },
    {
      name: 'names-of',
      question: 'Every spelling of an entity with the places that use it.',
      query: `SELECT ?name ?words ?path ?start WHERE {
  ?entity a espalier:Entity ; skos:prefLabel ?name .
  ?mention espalier:refersTo ?entity ; oa:hasSource/espalier:path ?path ;
    oa:hasSelector/oa:start ?start ; oa:hasSelector/oa:exact ?words .
} ORDER BY ?name ?path ?start`,
    },
    {
      name: 'schema-org',
      question: 'Facts in the words of schema.org.',
      query: `SELECT ?from ?general ?to WHERE {
  ?property rdfs:subPropertyOf ?general .
  FILTER(STRSTARTS(STR(?general), "https://schema.org/"))
  ?subject ?property ?object .
  ?subject skos:prefLabel ?from . ?object skos:prefLabel ?to .
} ORDER BY ?from ?to`,
    },
  ];
}

/** As a program needs it. */
export function toSparql({ query }: Pick<SparqlExample, 'query'>): string {
  const used = Object.entries(PREFIXES).filter(([prefix]) =>
    new RegExp(`\\b${prefix}:`, 'u').test(query),
  );
  return `${used.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join('')}${query}\n`;
}

export function toQueryPage(options: TargetOptions): string {
  const { profile } = options.rdf;
  return [
    '# Questions to ask of this graph\n',
    `SPARQL for any store that has loaded the file${profile === '1.2' ? ' (RDF 1.2: Oxigraph, Jena 5.4, RDF4J 5.2 or later; export with profile 1.1 for others, and for JSON-LD and RDF/XML use the form of profile 1.1)' : ''}. The shapes in the file beside this one say what is there.\n`,
    ...listQueries(options).map(
      (example) => `## ${example.question}\n\n\`\`\`sparql\n${toSparql(example)}\`\`\`\n`,
    ),
  ].join('\n');
}
