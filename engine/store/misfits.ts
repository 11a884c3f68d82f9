import type { Misfit } from '#domain/curation';
import type { DecisionId } from '#domain/ids';
import { getCuration, type Curation } from './curation.ts';
import type { Project } from './project.ts';
import type { Rule } from './rules.ts';
import { toSaying } from './says.ts';
import { loadPhrases } from './schemas.ts';
import type { Standing } from './standing.ts';

/** Operations of decisions that stand and do nothing at present, with the reason, in the order of the log. */
export function listMisfits(
  project: Project,
  { standing }: Curation,
  only?: ReadonlySet<DecisionId>,
): readonly Misfit[] {
  const phraseOf = loadPhrases(project);
  const isAsked = (order: number) =>
    only === undefined || only.has(standing.operations[order]?.decision ?? 'c');
  const idle = listIdle(project, standing, ({ order }) => isAsked(order));
  return standing.operations.flatMap(({ decision, operation, bound }, order): Misfit[] => {
    if (!isAsked(order)) return [];
    const misfit =
      standing.misfits[order] ??
      (idle.has(order) ? { reason: 'fact-missing' as const } : undefined);
    if (!misfit) return [];
    const against =
      misfit.against === undefined ? undefined : standing.operations[misfit.against]?.decision;
    return [
      {
        decision,
        operation,
        says: toSaying(bound.recorded, phraseOf),
        reason: misfit.reason,
        ...(against === undefined ? {} : { against }),
      },
    ];
  });
}

export function listProjectMisfits(project: Project): readonly Misfit[] {
  return listMisfits(project, getCuration(project));
}

/** Orders of the operations on facts which no document says at present. */
export function listIdle(
  project: Project,
  standing: Standing,
  isAsked: (rule: Rule) => boolean = () => true,
): ReadonlySet<number> {
  const busy = new Map<number, boolean>();
  for (const rule of standing.rules.all)
    if (isAsked(rule))
      busy.set(rule.order, (busy.get(rule.order) ?? false) || isBusy(project, standing, rule));
  return new Set([...busy].flatMap(([order, isUsed]) => (isUsed ? [] : [order])));
}

function isBusy(project: Project, { rules }: Standing, rule: Rule): boolean {
  const [own = '', ...later] = rules.listIds(rule);
  const isSaid = (id: string) =>
    project.find(
      `SELECT 1 FROM relation WHERE triple = (SELECT key FROM triple WHERE id = ?) AND base IS NOT NULL LIMIT 1`,
      id,
    ) !== undefined;
  const isPutAside = (id: string) =>
    project.find('SELECT 1 FROM aside_relation WHERE triple = ? LIMIT 1', id) !== undefined;
  return rule.edit ? later.some((id) => isSaid(id) || isPutAside(id)) : isPutAside(own);
}
