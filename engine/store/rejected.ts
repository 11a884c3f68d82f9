import type { FactSelection } from '#domain/curation';
import type { TripleId } from '#domain/ids';
import type { DecidedFact, Rows, TripleDetail, TripleRow } from '#domain/views';
import { createLayouts } from './boxes.ts';
import { listDecided, toDecidedFact } from './decided-facts.ts';
import { listRejectedEvidence } from './evidence.ts';
import { fold } from './fold.ts';
import type { Project } from './project.ts';
import { loadPhrases } from './schemas.ts';
import type { Cell } from './tallies.ts';
import { createTextReader } from './text.ts';

/** A rejected fact that documents say: it stands in no table of facts, so that nothing shows it by accident. */
export interface RejectedFact extends Omit<TripleRow, 'best'> {
  readonly decided: DecidedFact;
}

/** All that fit, the most certain first. People reject hundreds, not millions: they are looked at one by one. */
export function listRejectedFacts(
  project: Project,
  filter: FactSelection = {},
): readonly RejectedFact[] {
  const all = project.remember('rejected facts', () => loadRejected(project));
  const asked = fold(filter.query?.trim() ?? '');
  const { predicates, subjectTypes, objectTypes, minScore = 0 } = filter;
  return all.filter(
    ({ id, subject, predicate, phrase, object, score }) =>
      score >= minScore &&
      (predicates?.includes(predicate) ?? true) &&
      (subjectTypes?.includes(subject.type) ?? true) &&
      (objectTypes?.includes(object.type) ?? true) &&
      (filter.entity === undefined || [subject.id, object.id].includes(filter.entity)) &&
      [subject.name, object.name, predicate, phrase].some((text) => fold(text).includes(asked)) &&
      (filter.document === undefined || isSaidIn(project, id, filter.document)),
  );
}

function loadRejected(project: Project): readonly RejectedFact[] {
  const phraseOf = loadPhrases(project);
  const entityOf = (id: string) =>
    project.find<TripleRow['subject']>('SELECT id, name, type FROM entity WHERE id = ?', id);
  return [...listDecided(project)]
    .flatMap(([id, decided]): RejectedFact[] => {
      if (decided.state !== 'rejected') return [];
      const [subject, object] = [entityOf(decided.subject), entityOf(decided.object)];
      const said = project.get<{ score: number | null; documents: number; sentences: number }>(
        `SELECT max(score) AS score, count(DISTINCT document) AS documents,
           count(DISTINCT document || ' ' || sentence) AS sentences FROM aside_relation WHERE triple = ?`,
        id,
      );
      const { score, documents, sentences } = said;
      if (score === null || !subject || !object) return [];
      const { predicate } = decided;
      const phrase = phraseOf(predicate);
      return [
        {
          id,
          subject,
          predicate,
          phrase,
          object,
          score,
          documents,
          sentences,
          decided: toDecidedFact(decided),
        },
      ];
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function isSaidIn(project: Project, triple: TripleId, document: string): boolean {
  return (
    project.find(
      `SELECT 1 FROM aside_relation WHERE triple = ?1 AND document = (SELECT key FROM document WHERE id = ?2)`,
      triple,
      document,
    ) !== undefined
  );
}

export function countRejectedCells(project: Project, filter: FactSelection): readonly Cell[] {
  return listRejectedFacts(project, filter).map(({ predicate, subject, object }) => ({
    predicate,
    subjectType: subject.type,
    objectType: object.type,
    triples: 1,
  }));
}

interface Sorted {
  readonly sort?: 'subject' | 'predicate' | 'object' | 'score' | 'documents' | undefined;
  readonly descending?: boolean | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** One page of them, as the list of facts has its rows. */
export function listRejected(project: Project, query: FactSelection & Sorted): Rows<TripleRow> {
  const { sort = 'score', descending = true, offset = 0, limit = 100 } = query;
  const all = listRejectedFacts(project, query);
  const toValue = (fact: RejectedFact): string | number =>
    sort === 'subject' || sort === 'object' ? fold(fact[sort].name) : fact[sort];
  const sign = descending ? -1 : 1;
  const sorted = all.toSorted((a, b) => {
    const [one, other] = [toValue(a), toValue(b)];
    return one < other ? -sign : one > other ? sign : 0;
  });
  const [read, layouts] = [createTextReader(project), createLayouts(project)];
  const rows = sorted.slice(offset, offset + limit).flatMap((fact): TripleRow[] => {
    const [best] = listRejectedEvidence(project, read, layouts, fact.id);
    return best ? [{ ...fact, best }] : [];
  });
  return { total: all.length, rows };
}

/** Undefined where nobody rejected it or nothing says it. */
export function findRejected(project: Project, id: TripleId): TripleDetail | undefined {
  const found = listRejectedFacts(project).find((fact) => fact.id === id);
  if (!found) return undefined;
  const { subject, predicate, phrase, object, score, decided } = found;
  const [read, layouts] = [createTextReader(project), createLayouts(project)];
  const evidence = listRejectedEvidence(project, read, layouts, id);
  return { id, subject, predicate, phrase, object, score, decided, evidence };
}
