import type { CitedTriple, Provenance } from '#domain/graph';
import type { ExportSource } from '#export/source';
import { eachAnnotated, eachHead } from '#store/annotated';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { countDocuments, eachEvidenceSentence, getIdentity } from '#store/passes';
import type { Project } from '#store/project';
import { listSchemas } from '#store/schemas';
import { getSummary } from '#store/summary';

/** The open project as a target reads it: each method a new, lazy pass, everything in the order that export asks for. */
export function createExportSource(project: Project): ExportSource {
  return {
    project: getIdentity(project),
    count() {
      const { entities, triples } = getSummary(project);
      return { documents: countDocuments(project), entities, triples };
    },
    schemas: () => listSchemas(project),
    documents: () => eachHead(project),
    annotated: () => eachAnnotated(project),
    sentences: () => eachEvidenceSentence(project),
    entities: () => eachCitedEntity(project),
    triples: () => eachSortedTriple(project),
  };
}

function* eachSortedTriple(project: Project): Generator<CitedTriple> {
  for (const triple of eachCitedTriple(project))
    yield { ...triple, evidence: triple.evidence.toSorted(byPlace) };
}

function byPlace(a: Provenance, b: Provenance): number {
  if (a.document !== b.document) return a.document < b.document ? -1 : 1;
  return (
    a.sentence.start - b.sentence.start ||
    a.subject.start - b.subject.start ||
    a.object.start - b.object.start ||
    (a.run < b.run ? -1 : 1)
  );
}
