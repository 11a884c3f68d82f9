import type { Operation } from './curation.ts';

/** What somebody did in a database the graph was written to, as a step of curation: hand `operation` to `decision.make`. */
export interface Neo4jProposal {
  /** What it does, for a person: "Rename Ada to Ada King". */
  readonly title: string;
  /** What was seen. */
  readonly reason: string;
  readonly operation: Operation;
}
