import type { EntityId } from '#domain/ids';

/** Units that decisions hold together, with what was decided about them as one. */
export interface Component {
  readonly units: Set<EntityId>;
  /** The unit under whose id the whole shows. */
  lead: EntityId;
  /** Order of the last decision that says who leads, what it is called or of which type it is; -1 for none. */
  decided: number;
  name: string | undefined;
  type: string | undefined;
  readonly aliases: Set<string>;
  /** Order of the operation that hid it. */
  hidden: number | undefined;
  /** By separation, on which side of it the component stands. */
  readonly sides: Map<number, number>;
  /** Orders of the merges that made it. */
  readonly merges: number[];
}

export interface Components {
  /** Makes one of its own where there is none. */
  of(unit: EntityId): Component;
  find(unit: EntityId): Component | undefined;
  /** Everything of `other` becomes part of `into`, which keeps its own name and type. */
  join(into: Component, other: Component): void;
  readonly all: ReadonlyMap<EntityId, Component>;
}

export function createComponents(): Components {
  const all = new Map<EntityId, Component>();
  return {
    all,
    find: (unit) => all.get(unit),
    of(unit) {
      const known = all.get(unit);
      if (known) return known;
      const made: Component = {
        units: new Set([unit]),
        lead: unit,
        decided: -1,
        name: undefined,
        type: undefined,
        aliases: new Set(),
        hidden: undefined,
        sides: new Map(),
        merges: [],
      };
      all.set(unit, made);
      return made;
    },
    join(into, other) {
      if (into === other) return;
      for (const unit of other.units) {
        into.units.add(unit);
        all.set(unit, into);
      }
      if (other.name !== undefined) into.aliases.add(other.name);
      for (const alias of other.aliases) into.aliases.add(alias);
      for (const [separation, side] of other.sides) into.sides.set(separation, side);
      into.merges.push(...other.merges);
    },
  };
}

/** The separation that keeps two apart, or undefined. */
export function findBetween(
  a: ReadonlyMap<number, number>,
  b: ReadonlyMap<number, number>,
): number | undefined {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  for (const [separation, side] of small) {
    const other = large.get(separation);
    if (other !== undefined && other !== side) return separation;
  }
  return undefined;
}
