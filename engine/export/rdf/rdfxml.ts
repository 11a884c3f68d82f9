import type { ExportSource } from '../source.ts';
import type { FileTarget, TargetOptions } from '../target.ts';
import { toXmlText } from '../xml.ts';
import { beside } from './beside.ts';
import { fromTerm } from './parts.ts';
import { listPlainStatements } from './statements.ts';
import type { Quad, Term } from './terms.ts';

/**
 * RDF/XML 1.1: the default graph, since XML has no other. Characters that XML 1.0 cannot hold become U+FFFD. A property
 * needs a name: the last part of every IRI that `terms.ts` mints is one.
 */
export const rdfxml: FileTarget = {
  name: 'rdfxml',
  family: 'rdf',
  extension: '.rdf',
  summary: 'RDF as XML: the same, for older programs',
  files: [
    {
      suffix: '',
      head: `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
`,
      records: listElements,
      tail: '</rdf:RDF>\n',
    },
    ...beside,
  ],
};

/** One string a quad; whether its element ends there is known when the next one comes. */
function* listElements(source: ExportSource, options: TargetOptions): Iterable<string> {
  let subject: Term | undefined;
  let waiting = '';
  for (const quad of listPlainStatements(source, options)) {
    if (quad.graph !== undefined) {
      yield '';
      continue;
    }
    const isSame = subject === quad.subject;
    if (subject !== undefined) yield isSame ? waiting : waiting + CLOSE;
    const open = `<rdf:Description rdf:about="${toXmlText(quad.subject.slice(1, -1))}">\n`;
    waiting = `${isSame ? '' : open}${toProperty(quad)}`;
    subject = quad.subject;
  }
  if (subject !== undefined) yield waiting + CLOSE;
}

const CLOSE = '</rdf:Description>\n';

function toProperty({ predicate, object }: Quad): string {
  const iri = predicate.slice(1, -1);
  const at = Math.max(iri.lastIndexOf('/'), iri.lastIndexOf('#'), iri.lastIndexOf(':')) + 1;
  const name = iri.slice(at);
  const open = `<p:${name} xmlns:p="${toXmlText(iri.slice(0, at))}"`;
  const term = fromTerm(object);
  if (term.kind === 'iri') return `  ${open} rdf:resource="${toXmlText(term.value)}"/>\n`;
  const datatype = term.datatype === undefined ? '' : ` rdf:datatype="${toXmlText(term.datatype)}"`;
  return `  ${open}${datatype}>${toXmlText(term.value)}</p:${name}>\n`;
}
