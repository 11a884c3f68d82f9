import type { ReasonKind } from '#domain/linking';

/** What comparing needs to know of all homes: how many are members of a block, in steps (`toStep`). */
export interface Statistics {
  members(block: string): number;
}

/** How an observation is noted; the weight is that of the table unless another is given. */
export type Note = (kind: ReasonKind, left?: string, right?: string, weight?: number) => void;
