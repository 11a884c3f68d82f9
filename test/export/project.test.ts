import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { Store } from 'oxigraph';
import { expect, test } from 'vitest';
import { createExportSource } from '#engine/outgoing/export-source';
import { exportToFile } from '#export/file';
import { nquads } from '#export/rdf/nquads';
import { listStatements } from '#export/rdf/statements';
import { toOptions } from './chosen.ts';
import { makeProject } from './make-project.ts';
import { makeFolder } from '../store/make.ts';

test('the passes of a project keep what a target relies on', () => {
  const source = createExportSource(makeProject());
  const documents = [...source.documents()];
  const sentences = [...source.annotated()].flatMap((document) =>
    document.sentences.map((sentence) => ({ ...sentence, document: document.id })),
  );
  const [entities, triples] = [[...source.entities()], [...source.triples()]];
  expect(source.count()).toEqual({
    documents: documents.length,
    entities: entities.length,
    triples: triples.length,
  });
  for (const pass of [documents, entities, triples]) {
    const ids = pass.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(10);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => (a < b ? -1 : 1)));
  }
  const places = sentences.map(toPlace);
  expect(places).toEqual([...new Set(places)].toSorted((a, b) => (a < b ? -1 : 1)));

  const annotated = [...source.annotated()];
  expect(annotated.map(({ id }) => id)).toEqual(documents.map(({ id }) => id));
  const texts = new Map(annotated.map(({ id, text }) => [id, text]));
  const mentions = new Map(
    entities.map(({ id, mentions }) => [id, new Set(mentions.map(toPlace))]),
  );
  const said = new Set(places);
  for (const { subject, object, evidence } of triples)
    for (const proof of evidence) {
      const { document } = proof;
      for (const span of [proof.sentence, proof.subject, proof.object])
        expect(texts.get(document)?.slice(span.start, span.end)).toBe(span.text);
      expect(said).toContain(toPlace({ document, ...proof.sentence }));
      expect(mentions.get(subject.id)).toContain(toPlace({ document, ...proof.subject }));
      expect(mentions.get(object.id)).toContain(toPlace({ document, ...proof.object }));
    }
});

test('a project goes out as RDF, every triple with its evidence', async () => {
  const project = makeProject();
  const path = join(makeFolder(), 'graph.nq');
  const { written } = await exportToFile(createExportSource(project), nquads, path, toOptions());
  const store = new Store();
  store.load(readFileSync(path, 'utf8'), { format: 'application/n-quads' });
  expect(store.size).toBe(written);
  expect(written).toBe([...listStatements(createExportSource(project), toOptions())].length);
  const own = 'urn:espalier:vocabulary:';
  const broken = store.query(`PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ASK {
    { ?triple <${own}evidence> ?e . FILTER NOT EXISTS {
        ?e <${own}sentence> / <${own}start> ?a ; <${own}subjectMention> / <${own}refersTo> ?s ;
           <${own}objectMention> / <${own}refersTo> ?o .
        ?triple rdf:reifies <<( ?s ?p ?o )>> . ?s ?p ?o . } }
    UNION { ?triple a <${own}Fact> . FILTER NOT EXISTS { ?triple <${own}evidence> ?e } }
  }`);
  expect(broken).toBe(false);
});

/** Fixed width, so that text order is number order. */
function toPlace({
  document,
  start,
  end,
}: {
  document: string;
  start: number;
  end: number;
}): string {
  return `${document} ${String(start).padStart(9, '0')} ${String(end).padStart(9, '0')}`;
}
