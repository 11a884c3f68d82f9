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
