import type { CitedTriple, Provenance } from '#domain/graph';
import type { ExportDocument, ExportSource } from './source.ts';
import type { FileTarget, TargetOptions } from './target.ts';
import { HTML_STYLE } from './html-style.ts';

/** Facts in one report, and sentences shown of one fact: what a person can still read, and a browser still open. */
const FACTS = 20_000;
const PROOFS = 20;

/**
 * A page that stands alone: facts by subject with the sentences that say them, both arguments marked. No script, no font,
 * no picture and no link leads out of it, and its own policy forbids them; text of documents is text, never markup.
 */
export const html: FileTarget = {
  name: 'html',
  family: 'report',
  extension: '.html',
  summary:
    'A report to read and print: facts with their sentences, in one file that needs nothing else',
  files: [
    {
      suffix: '',
      head: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>Facts and their sources</title><style>${HTML_STYLE}</style></head>
<body><main>
`,
      records: listSections,
      tail: '</main></body></html>\n',
    },
  ],
};

function* listSections(source: ExportSource, { withText }: TargetOptions): Iterable<string> {
  const phrases = new Map(
    source
      .schemas()
      .flatMap(({ relationTypes }) => relationTypes.map(({ name, phrase }) => [name, phrase])),
  );
  const documents = new Map<string, ExportDocument>();
  for (const document of source.documents()) {
    documents.set(document.id, document);
    yield '';
  }
  const triples: CitedTriple[] = [];
  for (const triple of source.triples()) {
    if (triples.length < FACTS) triples.push(triple);
    yield '';
  }
  triples.sort(bySubject);
  const { triples: all } = source.count();
  const cited = new Set(
    triples.flatMap(({ evidence }) => evidence.map(({ document }) => document)),
  );
  yield `<h1>Facts and their sources</h1>
<p class="lead">${toCount(triples.length, 'fact', 'facts')} from ${toCount(cited.size, 'document', 'documents')}${
    all > triples.length ? `, of ${all} in the whole graph` : ''
  }. Found by a model in the text or entered by a person; each sentence below says so itself, with the words marked.</p>\n`;
  let subject = '';
  for (const triple of triples) {
    const isNew = triple.subject.id !== subject;
    const end = isNew && subject !== '' ? '</section>\n' : '';
    subject = triple.subject.id;
    const begin = isNew
      ? `<section><h2>${escape(triple.subject.name)} <small>${escape(triple.subject.type)}</small></h2>\n`
      : '';
    yield (
      end +
      begin +
      toFact(triple, phrases.get(triple.predicate) ?? triple.predicate, documents, withText)
    );
  }
  if (subject !== '') yield '</section>\n';
}

function bySubject(a: CitedTriple, b: CitedTriple): number {
  return (
    compare(a.subject.name, b.subject.name) ||
    compare(a.subject.id, b.subject.id) ||
    compare(a.predicate, b.predicate) ||
    compare(a.object.name, b.object.name) ||
    compare(a.id, b.id)
  );
}

/** By code units: the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function toFact(
  { subject, object, score, evidence }: CitedTriple,
  phrase: string,
  documents: ReadonlyMap<string, ExportDocument>,
  withText: boolean,
): string {
  const proofs = evidence.toSorted((a, b) => b.score - a.score).slice(0, PROOFS);
  const more = evidence.length - proofs.length;
  return `<article><h3>${escape(subject.name)} <em>${escape(phrase)}</em> ${escape(object.name)} <small>${toChance(score, evidence)}</small></h3>
<ul>${proofs.map((proof) => toProof(proof, documents.get(proof.document), withText)).join('')}${
    more > 0 ? `<li class="more">and ${toCount(more, 'more sentence', 'more sentences')}</li>` : ''
  }</ul></article>\n`;
}

function toChance(score: number, evidence: readonly Provenance[]): string {
  if (evidence.some(({ decision }) => decision !== undefined)) return 'confirmed by a person';
  // As in the window: nothing finer than was measured is promised.
  if (score >= 0.95) return 'right more than 9 times in 10';
  return `right about ${Math.min(9, Math.max(1, Math.round(score * 10)))} times in 10`;
}

function toProof(
  proof: Provenance,
  document: ExportDocument | undefined,
  withText: boolean,
): string {
  const page = proof.page === undefined ? '' : `, page ${proof.page}`;
  const place = `<cite>${escape(document?.title ?? toName(document?.path ?? proof.document))}${page}</cite>`;
  return withText ? `<li><q dir="auto">${toMarked(proof)}</q> ${place}</li>` : `<li>${place}</li>`;
}

/** A report is handed on; where it lay on somebody's disk is not. */
function toName(path: string): string {
  return path.split(/[\\/]/u).at(-1) ?? path;
}

/** Arguments may overlap; each stretch of the sentence is marked by all that hold it. */
function toMarked({ sentence, subject, object }: Provenance): string {
  const cuts = [sentence.start, subject.start, subject.end, object.start, object.end, sentence.end];
  const places = [...new Set(cuts)]
    .filter((at) => at >= sentence.start && at <= sentence.end)
    .toSorted((a, b) => a - b);
  return places
    .slice(0, -1)
    .map((from, at) => {
      const to = places[at + 1] ?? from;
      const text = escape(sentence.text.slice(from - sentence.start, to - sentence.start));
      const holds = ({ start, end }: { start: number; end: number }): boolean =>
        start <= from && to <= end;
      const kind = [holds(subject) ? 'subject' : '', holds(object) ? 'object' : ''].filter(Boolean);
      return kind.length === 0 ? text : `<mark class="${kind.join(' ')}">${text}</mark>`;
    })
    .join('');
}

function toCount(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Text for an element; controls that HTML cannot hold, and what turns the direction of what follows, become visible. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(HIDDEN, '\ufffd')
    .replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}

// oxlint-disable-next-line no-control-regex -- these are the characters to find
const HIDDEN =
  /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/g;
