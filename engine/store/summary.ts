import { basename } from 'node:path';
import type { ProjectSummary, SourceState } from '#domain/views';
import { toCounts } from './journal.ts';
import type { Project } from './project.ts';
import { listCells, listEntityTypes } from './tallies.ts';
import { listSchemas, loadPhrases } from './schemas.ts';

/** What the file knows of itself; devices and workers are the engine's. */
export type StoredSummary = Omit<ProjectSummary, 'device' | 'workers' | 'watch' | 'model' | 'off'>;

export function getSummary(project: Project): StoredSummary {
  return project.remember('summary', () => {
    const phraseOf = loadPhrases(project);
    const predicates = new Map<string, number>();
    for (const { predicate, triples } of listCells(project))
      predicates.set(predicate, (predicates.get(predicate) ?? 0) + triples);
    const entityTypes = listEntityTypes(project);
    const texts = project.get<{ sentences: number; mentions: number }>(
      'SELECT coalesce(sum(sentences), 0) AS sentences, coalesce(sum(mentions), 0) AS mentions FROM document',
    );
    return {
      path: project.path,
      name: basename(project.path).replace(/\.espalier$/iu, ''),
      documents: toCounts(
        project.all<{ state: SourceState; sources: number }>(
          'SELECT state, count(*) AS sources FROM source GROUP BY state',
        ),
      ),
      ...texts,
      entities: entityTypes.reduce((sum, { entities }) => sum + entities, 0),
      triples: [...predicates.values()].reduce((sum, triples) => sum + triples, 0),
      entityTypes,
      predicates: [...predicates]
        .map(([predicate, triples]) => ({ predicate, phrase: phraseOf(predicate), triples }))
        .sort((a, b) => b.triples - a.triples || (a.predicate < b.predicate ? -1 : 1)),
      heads: listSchemas(project).map(({ name }) => name),
    };
  });
}
