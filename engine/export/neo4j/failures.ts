import { Neo4jError } from 'neo4j-driver';
import { Failure, type FailureCode } from '#domain/failure';

/**
 * What to do about a failure of the database. `again`: it passes by itself; nothing of the transaction was kept.
 * `lost`: the connection broke, and a commit that was under way may have been kept or not. `smaller`: the same with
 * fewer rows may do. `stop`: only a person can mend it.
 */
export type FailureClass = 'again' | 'lost' | 'smaller' | 'stop';

type Rule = readonly [beginning: string, does: FailureClass, code: FailureCode];

/** The server's codes, by their beginning; the first that fits decides. The code is what remains when trying did not help. */
const RULES: readonly Rule[] = [
  ['ServiceUnavailable', 'lost', 'neo4j-unreachable'],
  ['SessionExpired', 'lost', 'neo4j-unreachable'],
  // While it still says hello.
  ['ProtocolError', 'lost', 'neo4j-unreachable'],
  ['Neo.ClientError.Security.AuthorizationExpired', 'lost', 'neo4j-unauthorised'],
  ['Neo.ClientError.Security.Forbidden', 'stop', 'neo4j-forbidden'],
  ['Neo.ClientError.Security.', 'stop', 'neo4j-unauthorised'],
  ['Neo.ClientError.Database.DatabaseNotFound', 'stop', 'neo4j-no-database'],
  ['Neo.TransientError.Database.DatabaseUnavailable', 'again', 'neo4j-no-database'],
  ['Neo.ClientError.Cluster.NotALeader', 'lost', 'neo4j-read-only'],
  ['Neo.ClientError.General.ForbiddenOnReadOnlyDatabase', 'stop', 'neo4j-read-only'],
  ['Neo.ClientError.General.WriteOnReadOnlyAccessDatabase', 'stop', 'neo4j-read-only'],
  ['Neo.TransientError.General.MemoryPoolOutOfMemoryError', 'smaller', 'neo4j-memory'],
  ['Neo.TransientError.General.OutOfMemoryError', 'smaller', 'neo4j-memory'],
  ['Neo.DatabaseError.General.OutOfMemoryError', 'smaller', 'neo4j-memory'],
  ['Neo.ClientError.Transaction.TransactionTimedOut', 'smaller', 'neo4j-slow'],
  ['Neo.TransientError.Transaction.Terminated', 'stop', 'neo4j-failed'],
  ['Neo.TransientError.Transaction.LockClientStopped', 'stop', 'neo4j-failed'],
  ['Neo.TransientError.', 'again', 'neo4j-busy'],
  ['Neo.ClientError.Schema.', 'stop', 'neo4j-conflict'],
  ['Neo.DatabaseError.Schema.', 'stop', 'neo4j-conflict'],
  ['Neo.ClientError.Statement.SyntaxError', 'stop', 'neo4j-unsupported'],
];

/** What the driver tells in prose only, under the code "N/A" or that of a lost connection. */
const PROSE: readonly (readonly [pattern: RegExp, does: FailureClass, code: FailureCode])[] = [
  [/certificate|CERT_|ALTNAME/iu, 'stop', 'neo4j-untrusted'],
  [/Unknown Bolt protocol version|could not be negotiated/iu, 'stop', 'neo4j-unsupported'],
  [/Server responded HTTP/iu, 'stop', 'neo4j-address'],
  [/connection acquisition timed out/iu, 'lost', 'neo4j-unreachable'],
];

/** We waited, and the database said nothing at all. */
export class Silence extends Error {}

export function toClass(error: unknown): FailureClass {
  if (error instanceof Silence) return 'lost';
  return error instanceof Neo4jError ? find(error)[0] : 'stop';
}

/**
 * What went wrong, in the closed list. `address` is all that is told of the connection; the server's own prose stays in
 * `cause`, which never leaves the process: it may quote data. Errors that are not the server's come back as they are.
 */
export function toFailure(error: unknown, address: string): unknown {
  if (error instanceof Silence) return new Failure('neo4j-slow', address, error);
  if (!(error instanceof Neo4jError)) return error;
  const [, code] = find(error);
  const subject = code === 'neo4j-failed' || code === 'neo4j-conflict' ? error.code : address;
  return new Failure(code, subject, error);
}

function find(error: Neo4jError): readonly [FailureClass, FailureCode] {
  // A server's own errors have codes that begin with "Neo."; their prose is not looked at.
  const prose = error.code.startsWith('Neo.')
    ? undefined
    : PROSE.find(([pattern]) => pattern.test(error.message));
  if (prose) return [prose[1], prose[2]];
  const rule = RULES.find(([beginning]) => error.code.startsWith(beginning));
  return rule ? [rule[1], rule[2]] : ['stop', 'neo4j-failed'];
}
