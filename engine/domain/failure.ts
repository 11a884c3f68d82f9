/** What a stage can fail with: the part of the closed list of codes that is made inside a stage. */
export const failureCodes = [
  'not-found',
  'cancelled',
  'path-missing',
  'path-unreadable',
  'path-unwritable',
  'project-missing',
  'project-exists',
  'project-locked',
  'project-newer',
  'project-damaged',
  'project-not-ours',
  'disk-full',
  'model-missing',
  'model-altered',
  'model-unusable',
  'model-replaced',
  'decision-refused',
  'decision-none',
  'export-refused',
  'neo4j-address',
  'neo4j-unreachable',
  'neo4j-unauthorised',
  'neo4j-forbidden',
  'neo4j-no-database',
  'neo4j-unencrypted',
  'neo4j-untrusted',
  'neo4j-unsupported',
  'neo4j-conflict',
  'neo4j-read-only',
  'neo4j-busy',
  'neo4j-memory',
  'neo4j-slow',
  'neo4j-oversized',
  'neo4j-taken',
  'neo4j-password',
  'neo4j-failed',
] as const;

export type FailureCode = (typeof failureCodes)[number];

/**
 * Thrown by a stage where the cause is known. `subject` names the thing it happened to (a path, a name, an address) and
 * never holds a secret or text from a document. The contract words it; a stage does not.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly subject: string;

  constructor(code: FailureCode, subject: string, cause?: unknown) {
    super(`${code}: ${subject}`, { cause });
    this.name = 'Failure';
    this.code = code;
    this.subject = subject;
  }
}
