import { Neo4jError } from 'neo4j-driver';
import { Failure, type FailureCode } from '#domain/failure';

/** The server's codes, by their beginning; the first that fits decides. */
const CODES: readonly (readonly [beginning: string, code: FailureCode])[] = [
  ['ServiceUnavailable', 'neo4j-unreachable'],
  ['SessionExpired', 'neo4j-unreachable'],
  ['Neo.ClientError.Security.Forbidden', 'neo4j-forbidden'],
  ['Neo.ClientError.Security.', 'neo4j-unauthorised'],
  ['Neo.ClientError.Database.DatabaseNotFound', 'neo4j-no-database'],
  ['Neo.ClientError.Schema.', 'neo4j-conflict'],
  ['Neo.DatabaseError.Schema.', 'neo4j-conflict'],
  ['Neo.ClientError.Statement.SyntaxError', 'neo4j-unsupported'],
];

/** What the driver tells in prose only, under the code "N/A" or that of a lost connection. */
const PROSE: readonly (readonly [pattern: RegExp, code: FailureCode])[] = [
  [/certificate|CERT_|ALTNAME/iu, 'neo4j-untrusted'],
  [/Unknown Bolt protocol version/iu, 'neo4j-unsupported'],
  [/Server responded HTTP/iu, 'neo4j-address'],
  [/connection acquisition timed out/iu, 'neo4j-unreachable'],
];

/**
 * What went wrong, in the closed list. `address` is all that is told of the connection; the server's own prose stays in
 * `cause`, which never leaves the process: it may quote data. Errors that are not the server's come back as they are.
 */
export function toFailure(error: unknown, address: string): unknown {
  if (!(error instanceof Neo4jError)) return error;
  const [, told] = PROSE.find(([pattern]) => isProse(error) && pattern.test(error.message)) ?? [];
  if (told !== undefined) return new Failure(told, address, error);
  const [, code] = CODES.find(([beginning]) => error.code.startsWith(beginning)) ?? [];
  if (code === undefined) return new Failure('neo4j-failed', error.code, error);
  return new Failure(code, code === 'neo4j-conflict' ? error.code : address, error);
}

/** A server's own errors have codes that begin with "Neo."; their prose is not looked at. */
function isProse(error: Neo4jError): boolean {
  return !error.code.startsWith('Neo.');
}
