import type { CitedEntity, CitedTriple, Provenance } from '#domain/graph';
import type { ExportDecision, ExportEntity, ExportSource, GoneRecord } from '#export/source';
import { eachAnnotated, eachHead } from '#store/annotated';
import { choose, type Selection } from '#store/chosen';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { hasKnown, listKnownOf } from '#store/known';
import { countDocuments, getIdentity } from '#store/passes';
import type { Project } from '#store/project';
import { listSchemas } from '#store/schemas';
import { eachWrittenDecision } from '#store/replay';
import { getSummary } from '#store/summary';
import { toLogLine } from '../curation-file.ts';

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
    entities: () => eachIdentified(project, eachCitedEntity(project, chosen)),
    decisions: () => eachDecision(project, chosen === undefined),
    triples: () => eachSortedTriple(eachCitedTriple(project, chosen)),
    ...(gone ? { gone: () => gone } : {}),
  };
}

/** Identifiers of people's own lists, where the list's entity was taken as the same. */
function* eachIdentified(
  project: Project,
  entities: Iterable<CitedEntity>,
): Generator<ExportEntity> {
  const hasLists = hasKnown(project);
  for (const entity of entities) {
    const identifiers = hasLists ? toIdentifiers(project, entity) : {};
    yield Object.keys(identifiers).length === 0 ? entity : { ...entity, identifiers };
  }
}

function toIdentifiers(project: Project, { id }: CitedEntity): Readonly<Record<string, string>> {
  const known = listKnownOf(project, id).filter(({ outcome }) => outcome === 'merged');
  return Object.assign({}, ...known.map(({ attributes }) => attributes)) as Record<string, string>;
}

/** Of a part of the graph only who decided and when: the words of a decision may speak of another part. */
function* eachDecision(project: Project, isWhole: boolean): Generator<ExportDecision> {
  for (const decision of eachWrittenDecision(project)) {
    const { id, at, author, says } = decision;
    yield isWhole
      ? { id, at, author, says, line: toLogLine(decision) }
      : { id, at, author, says: [] };
  }
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
