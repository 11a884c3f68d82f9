import type { Misfit } from '#domain/curation';
import type { DecisionId, EntityId } from '#domain/ids';
import type { Curation } from './curation.ts';
import { toSaying, type PhraseOf } from './says.ts';
import type { Standing, StandingOperation } from './standing.ts';

/**
 * Decisions of another log that say the contrary of one here which their maker did not know: different names or types
 * for one entity, accepted here and rejected there, the same words taken for different things. Within one log the later
 * word simply stands. `fresh` are the decisions that came in, `theirs` all that the other log knew.
 */
export function findContradictions(
  { standing }: Curation,
  fresh: ReadonlySet<DecisionId>,
  theirs: ReadonlySet<DecisionId>,
  phraseOf: PhraseOf,
): readonly Misfit[] {
  const said = new Map<string, { readonly value: string; readonly by: DecisionId }>();
  const found: Misfit[] = [];
  const told = new Set<DecisionId>();
  const tell = (entry: StandingOperation, against: DecisionId) => {
    told.add(entry.decision);
    found.push({
      decision: entry.decision,
      operation: entry.operation,
      says: toSaying(entry.bound.recorded, phraseOf),
      reason: 'conflict',
      against,
    });
  };
  for (const [order, entry] of standing.operations.entries()) {
    const { decision } = entry;
    const isFresh = fresh.has(decision);
    const misfit = standing.misfits[order];
    const by =
      misfit?.against === undefined ? undefined : standing.operations[misfit.against]?.decision;
    // What contradicts a decision of its own log did so there, too.
    if (isFresh && by !== undefined && !theirs.has(by) && !told.has(decision)) tell(entry, by);
    if (misfit) continue;
    for (const [about, value] of listClaims(standing, entry)) {
      const other = said.get(about);
      if (other && isFresh && !theirs.has(other.by) && other.value !== value) {
        if (!told.has(decision)) tell(entry, other.by);
      } else if (!told.has(decision)) said.set(about, { value, by: decision });
    }
  }
  return found;
}

/** What an operation claims about what: two claims about one thing contradict each other where they differ. */
function listClaims(
  standing: Standing,
  { bound }: StandingOperation,
): readonly (readonly [about: string, value: string])[] {
  const { recorded, places } = bound;
  const { clusters, rules } = standing;
  const entityOf = (unit: EntityId) => clusters.placeOf(unit)?.id ?? unit;
  switch (recorded.kind) {
    case 'entity.rename':
      return [[`name ${entityOf(recorded.unit.id)}`, recorded.name]];
    case 'entity.retype':
      return [[`type ${entityOf(recorded.unit.id)}`, recorded.type]];
    case 'triple.accept':
    case 'triple.reject':
    case 'triple.edit':
      return recorded.facts.map(({ subject, predicate, object }) => [
        `fact ${rules.toId(subject.id, predicate, object.id)}`,
        recorded.kind === 'triple.edit'
          ? `${recorded.predicate} ${recorded.isReversed}`
          : recorded.kind,
      ]);
    case 'triple.add': {
      const { subject, predicate, object } = recorded.fact;
      return [[`fact ${rules.toId(subject.id, predicate, object.id)}`, 'triple.accept']];
    }
    case 'entity.split':
      return listSpots(places).map((spot) => [spot, recorded.unit]);
    case 'mention.add':
    case 'mention.remove':
      return listSpots(places).map((spot) => [
        spot,
        recorded.kind === 'mention.add' ? recorded.unit.id : '',
      ]);
    default:
      return [];
  }
}

/** A place that is not found claims nothing. */
function listSpots(places: StandingOperation['bound']['places']): readonly string[] {
  return places.flatMap((place) =>
    typeof place === 'string' ? [] : [`place ${place.document} ${place.start} ${place.end}`],
  );
}
