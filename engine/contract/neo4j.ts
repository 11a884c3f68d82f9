import { z } from 'zod';
import type { JobId } from '#domain/ids';
import type { Neo4jProposal } from '#domain/read-back';
import type { Neo4jPlan } from '#domain/views';
import { command, nothing, text } from './inputs.ts';

const address = { uri: z.string().min(1).max(500), user: text };

const connection = z.strictObject({
  ...address,
  /** Needed once: the engine remembers it until it ends, and gives it to nobody. Refused: `neo4j-password`. */
  password: text.optional(),
  /** Left out: the user's own. */
  database: text.optional(),
  /** `names`: entities and relationships, without any text of a document. */
  preset: z.enum(['names', 'everything']).default('everything'),
  /** Sets back what somebody else changed in the database. */
  isOverwriting: z.boolean().default(false),
  /** A person accepts that password and sentences go to another machine in the clear. */
  isOpenAccepted: z.boolean().default(false),
});

export const neo4jCommands = {
  /** What a write would do to the database as it is now. */
  'export.planNeo4j': command<Neo4jPlan>()(connection),
  'export.writeNeo4j': command<{ readonly job: JobId }>()(connection),
  /** What was done by hand in the database since it was written, as steps of curation; nothing is changed anywhere. */
  'export.readBackNeo4j': command<readonly Neo4jProposal[]>()(connection),
  /** Whose passwords the engine knows. */
  'export.listNeo4jLogins':
    command<readonly { readonly uri: string; readonly user: string }[]>()(nothing),
  'export.forgetNeo4jLogin': command<null>()(z.strictObject(address)),
};
