import type { ExportSource } from './source.ts';
import type { FileTarget } from './target.ts';
import { toXmlText } from './xml.ts';

/**
 * GEXF 1.3, Gephi's own format: entities as nodes, facts as directed edges with their kind and their probability as
 * weight. Edges between the same two entities stay apart by `kind`.
 */
export const gexf: FileTarget = {
  name: 'gexf',
  family: 'network',
  extension: '.gexf',
  summary: 'GEXF: entities and facts for Gephi',
  files: [
    {
      suffix: '',
      head: `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
  <graph defaultedgetype="directed">
    <attributes class="node">
      <attribute id="type" title="type" type="string"/>
      <attribute id="mentions" title="mentions" type="integer"/>
    </attributes>
    <attributes class="edge">
      <attribute id="support" title="support" type="integer"/>
    </attributes>
    <nodes>
`,
      records: listElements,
      tail: '    </edges>\n  </graph>\n</gexf>\n',
    },
  ],
};

function* listElements(source: ExportSource): Iterable<string> {
  for (const { id, name, type, mentions } of source.entities())
    yield `      <node id="${id}" label="${toXmlText(name)}">${toValues({ type, mentions: mentions.length })}</node>\n`;
  let open = '    </nodes>\n    <edges>\n';
  for (const { id, subject, predicate, object, score, evidence } of source.triples()) {
    const kind = toXmlText(predicate);
    const ends = `source="${subject.id}" target="${object.id}"`;
    yield `${open}      <edge id="${id}" ${ends} kind="${kind}" label="${kind}" weight="${score}">${toValues({ support: evidence.length })}</edge>\n`;
    open = '';
  }
  if (open !== '') yield open;
}

function toValues(values: Readonly<Record<string, string | number>>): string {
  const list = Object.entries(values).map(
    ([key, value]) => `<attvalue for="${key}" value="${toXmlText(String(value))}"/>`,
  );
  return `<attvalues>${list.join('')}</attvalues>`;
}
