/** What a model looks for. Names are the corpus's own labels; the interface words them. */
export type EntityType = string;
export type RelationType = string;

export interface Schema {
  /** The head's name: `news`, `biomedical` … */
  readonly name: string;
  readonly entityTypes: readonly EntityType[];
  readonly relationTypes: readonly RelationTypeDefinition[];
}

export interface RelationTypeDefinition {
  readonly name: RelationType;
  /** How the interface words it between subject and object: "works for". */
  readonly phrase: string;
  /** True where head and tail may be swapped without changing the meaning. */
  readonly symmetric: boolean;
  /** Argument types seen in training; empty means any. */
  readonly head: readonly EntityType[];
  readonly tail: readonly EntityType[];
}

/**
 * What a person does not want looked for, by name, in every head in use. It counts before anything is decided: where a type
 * that is off would have won, the next best may. A name that a schema does not have means nothing to it.
 */
export interface SwitchedOff {
  readonly entityTypes: readonly EntityType[];
  readonly relationTypes: readonly RelationType[];
}

export const NOTHING_OFF: SwitchedOff = { entityTypes: [], relationTypes: [] };
