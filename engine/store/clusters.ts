import type { EntityId } from '#domain/ids';
import { findBetween, type Component, type Components } from './components.ts';

/** How a unit reads: the entity it shows as. */
export interface EntityPlace {
  readonly id: EntityId;
  readonly type: string;
  /** Key of the unit that leads, by which a name is chosen among spellings. */
  readonly form: string;
  readonly isHidden: boolean;
  /** Given by a person. */
  readonly name?: string;
  readonly aliases: readonly string[];
}

export interface UnitInfo {
  readonly type: string;
  readonly form: string;
}

/** A group of the automatic partition; `members` holds the lead too. */
export interface Group {
  readonly lead: EntityId;
  readonly members: readonly EntityId[];
}

/** Evidence that two members of a group are one. */
export interface GroupLink {
  readonly left: EntityId;
  readonly right: EntityId;
  readonly probability: number;
}

/** What links say, where nobody decided. */
export interface Groups {
  readGroup(home: EntityId): Group | undefined;
  /** The links that hold a group, the surest first; asked for only where decisions part it. */
  readLinks(group: Group): readonly GroupLink[];
}

export interface Clusters {
  /** Undefined where a unit stands for itself, as most do. */
  placeOf(unit: EntityId): EntityPlace | undefined;
  /** All units whose places may hang on this one's. */
  closureOf(unit: EntityId): readonly EntityId[];
}

/** A set of components and lone homes that will be one entity. */
interface Cell {
  readonly units: EntityId[];
  readonly components: Component[];
  readonly sides: Map<number, number>;
}

const MOST_LONE = 100_000;

/**
 * Brings what people decided and what links say together: components come first, automatic groups then join what they
 * may. A group whose members may not all be one is joined link by link, the surest first, so that a home goes with those
 * whom more speaks for. Components, groups and links stay as they are for the life of what this gives.
 */
export function createClusters(
  components: Components,
  { readGroup, readLinks }: Groups,
  readInfo: (unit: EntityId) => UnitInfo | undefined,
): Clusters {
  const places = new Map<EntityId, EntityPlace>();
  const closures = new Map<EntityId, readonly EntityId[]>();
  /** Units that stand for themselves, so that an import does not ask for the group of every mention. */
  const lone = new Set<EntityId>();

  function gather(start: EntityId): { units: Set<EntityId>; groups: Map<EntityId, Group> } {
    const units = new Set([start]);
    const groups = new Map<EntityId, Group>();
    for (const unit of units) {
      for (const other of components.find(unit)?.units ?? []) units.add(other);
      const group = readGroup(unit);
      if (!group || groups.has(group.lead)) continue;
      groups.set(group.lead, group);
      for (const member of group.members) units.add(member);
    }
    return { units, groups };
  }

  function toCells(units: Iterable<EntityId>, groups: ReadonlyMap<EntityId, Group>): Set<Cell> {
    const cellOf = new Map<EntityId, Cell>();
    for (const unit of [...units].sort()) {
      if (cellOf.has(unit)) continue;
      const component = components.find(unit);
      const cell: Cell = {
        units: component ? [...component.units] : [unit],
        components: component ? [component] : [],
        sides: new Map(component?.sides),
      };
      for (const member of cell.units) cellOf.set(member, cell);
    }
    const join = (into: Cell, cell: Cell) => {
      into.units.push(...cell.units);
      into.components.push(...cell.components);
      for (const [separation, side] of cell.sides) into.sides.set(separation, side);
      for (const unit of cell.units) cellOf.set(unit, into);
    };
    for (const group of [...groups.values()].sort((a, b) => (a.lead < b.lead ? -1 : 1))) {
      const { lead, members } = group;
      const ordered = [lead, ...members.filter((id) => id !== lead).toSorted()];
      const cells = new Set(ordered.flatMap((member) => cellOf.get(member) ?? []));
      if (mayAllJoin(cells)) {
        const [first, ...others] = cells;
        if (first) for (const other of others) join(first, other);
        continue;
      }
      for (const [left, right] of toDirect(group, readLinks(group))) {
        const [a, b] = [cellOf.get(left), cellOf.get(right)];
        if (a && b && a !== b && mayJoin(a, b)) join(a, b);
      }
    }
    return new Set(cellOf.values());
  }

  function toPlace(cell: Cell, groups: ReadonlyMap<EntityId, Group>): EntityPlace {
    const decided = cell.components.filter(({ decided: order }) => order >= 0);
    const chosen = decided.toSorted((a, b) => b.decided - a.decided)[0];
    const lead = chosen?.lead ?? findLead(cell, groups);
    const info = readInfo(lead) ?? { type: '', form: '' };
    const name = chosen?.name;
    const others = cell.components.flatMap((each) => [
      ...each.aliases,
      ...(each.name !== undefined && each !== chosen ? [each.name] : []),
    ]);
    return {
      id: lead,
      type: chosen?.type ?? info.type,
      form: info.form,
      isHidden: cell.components.some(({ hidden }) => hidden !== undefined),
      ...(name === undefined ? {} : { name }),
      aliases: [...new Set(others)].sort(),
    };
  }

  function settle(unit: EntityId): void {
    const { units, groups } = gather(unit);
    const all = [...units];
    if (all.length > 1 || components.find(unit))
      for (const cell of toCells(units, groups)) {
        const place = toPlace(cell, groups);
        for (const member of cell.units) places.set(member, place);
      }
    for (const each of all) closures.set(each, all);
  }

  return {
    placeOf(unit) {
      if (lone.has(unit)) return undefined;
      if (!closures.has(unit) && !components.find(unit) && !readGroup(unit)) {
        if (lone.size >= MOST_LONE) lone.clear();
        lone.add(unit);
        return undefined;
      }
      if (!closures.has(unit)) settle(unit);
      return places.get(unit);
    },
    closureOf(unit) {
      if (!closures.has(unit)) settle(unit);
      return closures.get(unit) ?? [unit];
    },
  };
}

function mayAllJoin(cells: ReadonlySet<Cell>): boolean {
  const sides = new Map<number, number>();
  for (const cell of cells) {
    if (findBetween(sides, cell.sides) !== undefined) return false;
    for (const [separation, side] of cell.sides) sides.set(separation, side);
  }
  const all = [...cells];
  return !(all.some(isKept) && all.some(isHidden));
}

/**
 * Pairs of members, the surest first. What stands between two members, as the home of a list does, holds them together as
 * surely as the weaker of its links.
 */
function toDirect(
  { members }: Group,
  links: readonly GroupLink[],
): readonly (readonly [EntityId, EntityId])[] {
  const own = new Set(members);
  const first = new Map<EntityId, EntityId>();
  return links.flatMap(({ left, right }): (readonly [EntityId, EntityId])[] => {
    if (own.has(left) && own.has(right)) return [[left, right]];
    const [inside, between] = own.has(left) ? [left, right] : [right, left];
    const other = first.get(between);
    if (other !== undefined) return [[other, inside]];
    first.set(between, inside);
    return [];
  });
}

/** What was decided about one side is never undone by a link: not "never the same", and not what was hidden. */
function mayJoin(a: Cell, b: Cell): boolean {
  if (findBetween(a.sides, b.sides) !== undefined) return false;
  return !(isKept(a) && isHidden(b)) && !(isHidden(a) && isKept(b));
}

const isHidden = ({ components }: Cell): boolean =>
  components.some(({ hidden }) => hidden !== undefined);
const isKept = (cell: Cell): boolean =>
  !isHidden(cell) && cell.components.some(({ decided }) => decided >= 0);

function findLead({ units }: Cell, groups: ReadonlyMap<EntityId, Group>): EntityId {
  const leads = units.filter((unit) => groups.has(unit)).toSorted();
  return leads[0] ?? units.toSorted()[0] ?? 'e';
}
