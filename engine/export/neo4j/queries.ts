import { publish } from '../publish.ts';
import { writeText } from '../write-text.ts';
import type { Preset } from './rows.ts';

/** A question that the exported graph answers. */
export interface ReadyQuery {
  readonly question: string;
  readonly cypher: string;
  /** What it takes, with an example. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Needs sentences, mentions and facts. */
  readonly needsText?: true;
}

/** Each of them is run against a real server in the tests. */
export const queries: readonly ReadyQuery[] = [
  {
    question: 'What is in the graph?',
    cypher: 'MATCH (e:Entity) RETURN e.type AS type, count(*) AS entities ORDER BY entities DESC',
  },
  {
    question: 'How are things connected, and how often?',
    cypher: `MATCH (:Entity)-[r]->(:Entity) WHERE r.uid IS NOT NULL
RETURN type(r) AS relation, count(*) AS facts, avg(r.probability) AS probability ORDER BY facts DESC`,
  },
  {
    question: 'What is said of one name?',
    cypher: `MATCH (e:Entity) WHERE e.name = $name OR $name IN e.aliases
MATCH (e)-[r]-(other:Entity) WHERE r.uid IS NOT NULL
RETURN startNode(r).name AS subject, type(r) AS relation, endNode(r).name AS object,
  r.probability AS probability, r.support AS support
ORDER BY probability DESC`,
    parameters: { name: 'Ada Lovelace' },
  },
  {
    question: 'Who is most connected?',
    cypher: `MATCH (e:Entity)-[r]-(:Entity) WHERE r.uid IS NOT NULL
RETURN e.name AS name, e.type AS type, count(r) AS facts ORDER BY facts DESC LIMIT 20`,
  },
  {
    question: 'How are two names connected?',
    cypher: `MATCH (a:Entity {name: $from}), (b:Entity {name: $to})
MATCH path = shortestPath((a)-[*..6]-(b)) WHERE all(r IN relationships(path) WHERE r.uid IS NOT NULL)
RETURN [n IN nodes(path) | n.name] AS names, [r IN relationships(path) | type(r)] AS relations`,
    parameters: { from: 'Ada Lovelace', to: 'London' },
  },
  {
    question: 'Which facts rest on several documents?',
    cypher: `MATCH (a:Entity)-[r]->(b:Entity) WHERE r.documents > 1
RETURN a.name AS subject, type(r) AS relation, b.name AS object, r.documents AS documents, r.support AS places
ORDER BY documents DESC, places DESC LIMIT 100`,
  },
  {
    question: 'Which facts are uncertain?',
    cypher: `MATCH (a:Entity)-[r]->(b:Entity) WHERE r.probability < $below
RETURN a.name AS subject, type(r) AS relation, b.name AS object, r.probability AS probability
ORDER BY probability LIMIT 100`,
    parameters: { below: 0.8 },
  },
  {
    question: 'Who says so? The sentences behind one fact.',
    cypher: `MATCH (f:Fact)-[:SUBJECT]->(:Entity {name: $subject})
MATCH (f)-[by:SUPPORTED_BY]->(s:Sentence)-[:PART_OF]->(d:Document)
MATCH (f)-[:OBJECT]->(o:Entity)
RETURN f.predicate AS relation, o.name AS object, s.text AS sentence, d.path AS document, s.page AS page,
  by.probability AS probability, by.model AS model
ORDER BY probability DESC`,
    parameters: { subject: 'Ada Lovelace' },
    needsText: true,
  },
  {
    question: 'All facts from one page of one document',
    cypher: `MATCH (d:Document {path: $path})<-[:PART_OF]-(s:Sentence {page: $page})<-[:SUPPORTED_BY]-(f:Fact)
MATCH (f)-[:SUBJECT]->(a), (f)-[:OBJECT]->(b)
RETURN a.name AS subject, f.predicate AS relation, b.name AS object, s.text AS sentence`,
    parameters: { path: 'letters/ada.txt', page: 3 },
    needsText: true,
  },
  {
    question: 'Where is a name mentioned?',
    cypher: `MATCH (:Entity {name: $name})<-[:REFERS_TO]-(m:Mention)-[:MENTIONED_IN]->(s:Sentence)-[:PART_OF]->(d)
RETURN d.path AS document, s.page AS page, m.text AS written, s.text AS sentence
ORDER BY document, m.start`,
    parameters: { name: 'Ada Lovelace' },
    needsText: true,
  },
  {
    question: 'Which names are mentioned in the same sentence as this one?',
    cypher: `MATCH (:Entity {name: $name})<-[:REFERS_TO]-(:Mention)-[:MENTIONED_IN]->(s:Sentence)
MATCH (s)<-[:MENTIONED_IN]-(:Mention)-[:REFERS_TO]->(other:Entity) WHERE other.name <> $name
RETURN other.name AS name, other.type AS type, count(DISTINCT s) AS sentences ORDER BY sentences DESC`,
    parameters: { name: 'Ada Lovelace' },
    needsText: true,
  },
  {
    question: 'What did a person decide or accept?',
    cypher: `MATCH (f:Fact)-[by:SUPPORTED_BY]->(s:Sentence) WHERE by.decision IS NOT NULL
MATCH (f)-[:SUBJECT]->(a), (f)-[:OBJECT]->(b)
RETURN a.name AS subject, f.predicate AS relation, b.name AS object, by.decision AS decision`,
    needsText: true,
  },
];

/** A page for people, beside the export. */
export function toQueryPage(preset: Preset): string {
  const ready = queries.filter(({ needsText }) => preset === 'everything' || !needsText);
  return `# The graph in Neo4j

Entities are \`(:Entity:TYPE {name, aliases})\`, facts are relationships of the relation's name between them, with
\`probability\`, \`support\` (places that say so), \`documents\` and \`evidence\` (uids of sentences).${
    preset === 'names'
      ? ''
      : `
Each fact is a node too, \`(:Fact)\`, joined by \`SUPPORTED_BY\` to the \`(:Sentence)\` that says it; sentences are \`PART_OF\`
a \`(:Document)\`, and every \`(:Mention)\` is \`MENTIONED_IN\` a sentence and \`REFERS_TO\` an entity.`
  }

## Filling an empty database from the CSV files

With the database stopped, in the folder of the files (here \`graph\` stands for their name):

\`\`\`sh
neo4j-admin database import full neo4j --overwrite-destination --id-type=string --multiline-fields=true \\
  --array-delimiter=U+001F --skip-bad-relationships \\
  --nodes=graph.csv --nodes=graph.project.csv --relationships=graph.relations.csv${
    preset === 'names'
      ? ''
      : ` \\
  --nodes=graph.documents.csv --nodes=graph.sentences.csv --nodes=graph.mentions.csv --nodes=graph.facts.csv \\
  --relationships=graph.links.csv`
  }
\`\`\`

A write from Espalier goes on from there.

## Ready questions
${ready.map(toSection).join('')}`;
}

/** Writes the page to a file, beside a database that is written over the network. @throws Failure as `publish` has it */
export async function writeQueryPage(path: string, preset: Preset): Promise<void> {
  const records = [toQueryPage(preset)];
  const write = (partial: string) => writeText(partial, { records }, { step: () => undefined });
  await publish([{ path, write }]);
}

function toSection({ question, cypher, parameters }: ReadyQuery): string {
  const given = Object.entries(parameters ?? {}).map(
    ([name, value]) => `:param ${name} => ${JSON.stringify(value)};\n`,
  );
  return `
### ${question}

\`\`\`cypher
${given.join('')}${cypher};
\`\`\`
`;
}
