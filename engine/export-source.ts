import type { CitedTriple, Provenance } from '#domain/graph';
import type { ExportSource, GoneRecord } from '#export/source';
import { eachAnnotated, eachHead } from '#store/annotated';
import { choose, type Selection } from '#store/chosen';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { countDocuments, eachEvidenceSentence, getIdentity } from '#store/passes';
import type { Project } from '#store/project';
import { listSchemas } from '#store/schemas';
import { getSummary } from '#store/summary';

export interface Narrowing {
  /** Part of the graph; all of it where left out. */
  readonly selection?: Selection | undefined;
  /** What went since the export that this one continues. */
  readonly gone?: readonly GoneRecord[] | undefined;
}

/** The open project as a target reads it: each method a new, lazy pass, everything in the order that export asks for. */
export function createExportSource(project: Project, narrowing: Narrowing = {}): ExportSource {
  const { selection, gone } = narrowing;
  const chosen = selection && choose(project, selection);
  return {
    project: getIdentity(project),
    count() {
      if (chosen) return chosen.counts;
      const { entities, triples } = getSummary(project);
      return { documents: countDocuments(project), entities, triples };
    },
    schemas: () => listSchemas(project),
    documents: () => eachHead(project, chosen),
    annotated: () => eachAnnotated(project, chosen),
    sentences: () => eachEvidenceSentence(project),
    entities: () => eachCitedEntity(project, chosen),
    triples: () => eachSortedTriple(eachCitedTriple(project, chosen)),
    ...(gone ? { gone: () => gone } : {}),
  };
}

function* eachSortedTriple(triples: Iterable<CitedTriple>): Generator<CitedTriple> {
  for (const triple of triples) yield { ...triple, evidence: triple.evidence.toSorted(byPlace) };
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
