import neo4j, { type Driver } from 'neo4j-driver';
import { Failure } from '#domain/failure';

export interface Connection {
  /** `neo4j://host:7687`, `bolt+s://…`: the six schemes of the driver. */
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  /** Absent: the user's home database. */
  readonly database?: string;
  /** A person has read the warning and accepts that password and sentences cross the network in the clear. */
  readonly isOpenAccepted?: boolean;
}

/** Times in milliseconds. */
export interface Patience {
  /** How often the same work is tried before it is given up. */
  readonly attempts: number;
  /** Before the second attempt; doubles with each. */
  readonly pause: number;
  /** How long the database may say nothing. Longer than the 120 s after which it ends a transaction by itself. */
  readonly silence: number;
}

export const PATIENCE: Patience = { attempts: 6, pause: 250, silence: 150_000 };

const SCHEME = /^(?:bolt|neo4j)(\+s|\+ssc)?:$/u;

/**
 * The address without anything secret in it, for messages; throws the Failure `neo4j-address`, or `neo4j-unencrypted`
 * for an open connection to another machine that nobody accepted.
 */
export function toAddress(uri: string, isOpenAccepted = false): string {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const scheme = SCHEME.exec(url?.protocol ?? '');
  if (url === undefined || scheme === null || url.hostname === '')
    throw new Failure('neo4j-address', toHarmless(uri));
  const address = `${url.protocol}//${url.host}`;
  if (url.username !== '' || url.password !== '') throw new Failure('neo4j-address', address);
  if (scheme[1] === undefined && !isLoopback(url.hostname) && !isOpenAccepted)
    throw new Failure('neo4j-unencrypted', address);
  return address;
}

/** A secret in an address stands before the last "@". */
function toHarmless(uri: string): string {
  return uri.replace(/^.*@/su, '…@').slice(0, 100);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}

/** The caller closes the driver. Nothing is sent before the first query. */
export function createDriver({ uri, user, password }: Connection): Driver {
  return neo4j.driver(uri, neo4j.auth.basic(user, password), {
    disableLosslessIntegers: true,
    connectionTimeout: 10_000,
    connectionAcquisitionTimeout: 20_000,
    // One stream of batches: relationship writes lock both ends, so two streams only wait for each other.
    maxConnectionPoolSize: 2,
    userAgent: 'espalier',
    telemetryDisabled: true,
  });
}
