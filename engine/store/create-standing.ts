import type { Span } from '#domain/document';
import type { EntityId } from '#domain/ids';
import type { BoundFact, BoundPlace, BoundUnit } from './bind.ts';
import { createClusters, type UnitInfo } from './clusters.ts';
import { createComponents, findBetween, type Component } from './components.ts';
import { createRules, type Rule } from './rules.ts';
import type {
  DocumentDecisions,
  Ground,
  OperationMisfit,
  Standing,
  StandingOperation,
} from './standing.ts';

/**
 * Takes the operations one after the other. One that contradicts an earlier one, or speaks of what is not there, does
 * nothing and says why. Only what people decided is looked at here; automatic links are brought in by `clusters`.
 */
export function createStanding(operations: readonly StandingOperation[], ground: Ground): Standing {
  const components = createComponents();
  const documents = new Map<number, DocumentDecisions>();
  const misfits: (OperationMisfit | undefined)[] = [];
  const infos = new Map<EntityId, UnitInfo>();
  const splits = new Set<EntityId>();
  const addedHomes = new Set<EntityId>();
  /** By separation, the order of its operation. */
  const separations: number[] = [];
  const rules: Rule[] = [];

  const of = (document: number): DocumentDecisions => {
    const known = documents.get(document);
    if (known) return known;
    const made = { assigned: new Map(), removed: new Set<number>(), mentions: [], relations: [] };
    documents.set(document, made);
    return made;
  };

  const readInfo = (unit: EntityId): UnitInfo | undefined =>
    infos.get(unit) ?? ground.readHome(unit);

  function resolve(unit: BoundUnit | undefined): EntityId | undefined {
    if (!unit) return undefined;
    const { ref, isThere, instead } = unit;
    if (ref.isSplit) return splits.has(ref.id) ? ref.id : undefined;
    if (isThere || addedHomes.has(ref.id)) {
      infos.set(ref.id, toInfo(ref));
      return ref.id;
    }
    return instead;
  }

  /** The same; where there is none, the home is there from now on, because a person says so. */
  function resolveOrAdd(unit: BoundUnit): EntityId | undefined {
    const found = resolve(unit);
    if (found !== undefined || unit.ref.isSplit) return found;
    addedHomes.add(unit.ref.id);
    infos.set(unit.ref.id, toInfo(unit.ref));
    return unit.ref.id;
  }

  const fold = (entry: StandingOperation, order: number): OperationMisfit | undefined => {
    const { recorded, units, places, facts } = entry.bound;
    const unitOf = (id: EntityId) => units.get(id);
    const toMisfit = (unit: BoundUnit | undefined): OperationMisfit => ({
      reason: unit?.reason ?? 'entity-missing',
    });
    const reasonFor = (id: EntityId) => toMisfit(unitOf(id));
    const resolveId = (id: EntityId) => resolve(unitOf(id));
    switch (recorded.kind) {
      case 'entity.merge': {
        const found = recorded.units.map(({ id }) => resolveId(id));
        const there = found.filter((id) => id !== undefined);
        const missing = recorded.units[found.indexOf(undefined)];
        const misfit = missing && reasonFor(missing.id);
        if (there.length < 2) return misfit ?? { reason: 'entity-missing' };
        return merge(there, order) ?? misfit;
      }
      case 'entity.separate': {
        const sides = recorded.sides.map((side) =>
          side.map(({ id }) => resolveId(id)).filter((id) => id !== undefined),
        );
        if (sides.filter((side) => side.length > 0).length < 2)
          return reasonFor(
            recorded.sides[sides.findIndex(({ length }) => length === 0)]?.[0]?.id ?? 'e',
          );
        return separate(sides, order);
      }
      case 'entity.split': {
        const whole = recorded.whole
          .map(({ id }) => resolveId(id))
          .filter((id) => id !== undefined);
        const rest = recorded.rest.map(({ id }) => resolveId(id)).filter((id) => id !== undefined);
        const moved = places.filter((place) => typeof place !== 'string');
        const missing = places.find((place) => typeof place === 'string');
        const misfit = missing === undefined ? undefined : { reason: missing };
        const marked = moved.filter(({ position }) => position !== undefined);
        if (marked.length + whole.length === 0) return misfit ?? { reason: 'mention-missing' };
        for (const id of whole)
          for (const other of rest)
            if (components.of(id) === components.of(other)) return against(components.of(id));
        const from = resolveId(recorded.from.id);
        const parts = [...whole];
        if (marked.length > 0) {
          parts.unshift(recorded.unit);
          splits.add(recorded.unit);
          const info = (from && readInfo(from)) ?? recorded.from;
          const type = (from && components.find(from)?.type) ?? info.type;
          infos.set(recorded.unit, { type, form: info.form });
          for (const { document, position = -1 } of marked)
            of(document).assigned.set(position, { unit: recorded.unit, number: entry.number });
        }
        const [first, ...others] = parts.map((id) => components.of(id));
        if (!first) return { reason: 'mention-missing' };
        for (const other of others) components.join(first, other);
        first.decided = order;
        if (rest.length > 0) {
          const misplaced = separate([parts, rest], order);
          if (misplaced) return misplaced;
        }
        return misfit ?? (marked.length < moved.length ? { reason: 'mention-missing' } : undefined);
      }
      case 'entity.rename':
      case 'entity.retype':
      case 'entity.addAlias':
      case 'entity.hide': {
        const id = resolveId(recorded.unit.id);
        if (id === undefined) return reasonFor(recorded.unit.id);
        const component = components.of(id);
        if (recorded.kind === 'entity.addAlias') component.aliases.add(recorded.alias);
        else if (recorded.kind === 'entity.hide') component.hidden = order;
        else {
          component.decided = order;
          if (recorded.kind === 'entity.rename') component.name = recorded.name;
          else component.type = recorded.type;
        }
        return undefined;
      }
      case 'mention.add': {
        const [place] = places;
        if (place === undefined || typeof place === 'string')
          return { reason: place ?? 'text-missing' };
        const bound = unitOf(recorded.unit.id);
        const unit = bound && resolveOrAdd(bound);
        if (unit === undefined) return reasonFor(recorded.unit.id);
        const here = of(place.document);
        const { number } = entry;
        if (place.position === undefined) {
          const { type, form } = readInfo(unit) ?? recorded.unit;
          here.mentions.push({ ...toSpan(place), type, form, unit, number });
        } else {
          here.assigned.set(place.position, { unit, number });
          here.removed.delete(place.position);
        }
        return undefined;
      }
      case 'mention.remove': {
        const [place] = places;
        if (place === undefined || typeof place === 'string')
          return { reason: place ?? 'text-missing' };
        const here = of(place.document);
        const added = here.mentions.findIndex(
          (mention) => mention.start === place.start && mention.end === place.end,
        );
        if (added >= 0) here.mentions.splice(added, 1);
        else if (place.position === undefined) return { reason: 'mention-missing' };
        else here.removed.add(place.position);
        return undefined;
      }
      case 'triple.reject':
      case 'triple.edit': {
        let misfit: OperationMisfit | undefined;
        let fitting = 0;
        for (const fact of facts) {
          const [subject, object] = [resolve(fact.subject), resolve(fact.object)];
          if (subject === undefined || object === undefined) {
            misfit = toMisfit(subject === undefined ? fact.subject : fact.object);
            continue;
          }
          fitting += 1;
          const { predicate } = fact;
          const edit =
            recorded.kind === 'triple.edit'
              ? { edit: { predicate: recorded.predicate, isReversed: recorded.isReversed } }
              : {};
          rules.push({ subject, predicate, object, order, number: entry.number, ...edit });
        }
        return fitting > 0 ? undefined : misfit;
      }
      case 'triple.accept':
      case 'triple.add': {
        let misfit: OperationMisfit | undefined;
        let fitting = 0;
        for (const fact of facts) {
          const problem = addRelation(fact, order, entry.number);
          if (problem) misfit = problem;
          else fitting += 1;
        }
        return fitting > 0 ? undefined : misfit;
      }
    }
  };

  function against(component: Component): OperationMisfit {
    const last = component.merges.at(-1);
    return { reason: 'conflict', ...(last === undefined ? {} : { against: last }) };
  }

  function merge(units: readonly EntityId[], order: number): OperationMisfit | undefined {
    const parts = [...new Set(units.map((id) => components.of(id)))];
    const sides = new Map<number, number>();
    for (const part of parts) {
      if (part.hidden !== undefined) return { reason: 'conflict', against: part.hidden };
      const between = findBetween(sides, part.sides);
      if (between !== undefined) return { reason: 'conflict', against: separations[between] ?? -1 };
      for (const [separation, side] of part.sides) sides.set(separation, side);
    }
    const [first, ...others] = parts;
    if (!first) return undefined;
    for (const other of others) components.join(first, other);
    first.decided = order;
    first.merges.push(order);
    return undefined;
  }

  function separate(
    sides: readonly (readonly EntityId[])[],
    order: number,
  ): OperationMisfit | undefined {
    const sideOf = new Map<Component, number>();
    for (const [side, units] of sides.entries())
      for (const id of units) {
        const component = components.of(id);
        const other = sideOf.get(component);
        if (other !== undefined && other !== side) return against(component);
        sideOf.set(component, side);
      }
    const separation = separations.push(order) - 1;
    for (const [component, side] of sideOf) component.sides.set(separation, side);
    return undefined;
  }

  function addRelation(
    { subject, object, predicate, subjectAt, objectAt }: BoundFact,
    order: number,
    number: number,
  ): OperationMisfit | undefined {
    if (typeof subjectAt === 'string') return { reason: subjectAt };
    if (typeof objectAt === 'string') return { reason: objectAt };
    if (subjectAt.document !== objectAt.document) return { reason: 'text-missing' };
    const [from, to] = [resolveOrAdd(subject), resolveOrAdd(object)];
    if (from === undefined || to === undefined) return { reason: 'entity-missing' };
    of(subjectAt.document).relations.push({
      subject: { ...subjectAt, unit: from, ...(readInfo(from) ?? toInfo(subject.ref)) },
      predicate,
      object: { ...objectAt, unit: to, ...(readInfo(to) ?? toInfo(object.ref)) },
      order,
      number,
    });
    return undefined;
  }

  for (const [order, entry] of operations.entries()) misfits.push(fold(entry, order));
  const readGroup = (home: EntityId) => (splits.has(home) ? undefined : ground.readGroup(home));
  const clusters = createClusters(components, { ...ground, readGroup }, readInfo);
  const ruled = createRules(rules, (unit) => clusters.placeOf(unit)?.id ?? unit);
  dropRejected();
  return {
    operations,
    misfits,
    clusters,
    documents,
    rules: ruled,
    components: components.all,
    splits,
    readInfo,
  };

  /** A fact that was rejected first is not accepted or added afterwards: one of the two decisions has to go. */
  function dropRejected(): void {
    for (const { relations } of documents.values())
      for (const relation of relations.slice()) {
        const id = ruled.toId(relation.subject.unit, relation.predicate, relation.object.unit);
        const by = ruled.findRejection(id, relation.order);
        if (by === undefined) continue;
        relations.splice(relations.indexOf(relation), 1);
        misfits[relation.order] = { reason: 'conflict', against: by };
      }
  }
}

function toInfo({ type, form }: UnitInfo): UnitInfo {
  return { type, form };
}

function toSpan({ start, end, sentence }: BoundPlace): Span & { readonly sentence: number } {
  return { start, end, sentence };
}
