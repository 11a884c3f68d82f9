import type { ExportSource } from './source.ts';
import type { FileTarget, TargetOptions } from './target.ts';
import { toXmlText } from './xml.ts';

/** `[id, for, type]` of each attribute; ids are their names, as most readers show the id. */
const KEYS = [
  ['name', 'node', 'string'],
  ['type', 'node', 'string'],
  ['aliases', 'node', 'string'],
  ['mentions', 'node', 'int'],
  ['predicate', 'edge', 'string'],
  ['weight', 'edge', 'double'],
  ['support', 'edge', 'int'],
  ['sentence', 'edge', 'string'],
] as const;

/**
 * GraphML 1.0: entities as nodes, facts as directed edges with their probability as `weight` and their most certain
 * sentence. Read by Gephi, yEd, Cytoscape, NetworkX and igraph.
 */
export const graphml: FileTarget = {
  name: 'graphml',
  family: 'network',
  extension: '.graphml',
  summary: 'GraphML: entities and facts for programs that draw and measure networks',
  files: [
    {
      suffix: '',
      head: `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
${KEYS.map(([id, of, type]) => `  <key id="${id}" for="${of}" attr.name="${id}" attr.type="${type}"/>\n`).join('')}  <graph edgedefault="directed">
`,
      records: listElements,
      tail: '  </graph>\n</graphml>\n',
    },
  ],
};

function* listElements(source: ExportSource, { withText }: TargetOptions): Iterable<string> {
  for (const { id, name, type, aliases, mentions } of source.entities())
    yield `    <node id="${id}">${toData({ name, type, aliases: aliases.join(' | '), mentions: mentions.length })}</node>\n`;
  for (const { id, subject, predicate, object, score, evidence } of source.triples()) {
    const best = evidence.reduce((a, b) => (b.score > a.score ? b : a), evidence[0] ?? NONE);
    const data = {
      predicate,
      weight: score,
      support: evidence.length,
      sentence: withText ? best.sentence.text : '',
    };
    yield `    <edge id="${id}" source="${subject.id}" target="${object.id}">${toData(data)}</edge>\n`;
  }
}

const NONE = { score: 0, sentence: { text: '' } };

function toData(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `<data key="${key}">${toXmlText(String(value))}</data>`)
    .join('');
}
