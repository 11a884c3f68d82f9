import { EngineError } from '#contract/errors';

/** Where a queue is. The password stands in no address, since addresses are shown, logged and seen by every user. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
  readonly database: number;
  /** `redis://host:6379/0`, for a person. */
  readonly shown: string;
  /** Only this machine can be asked under it; a tunnel may still lead elsewhere. */
  readonly isLoopback: boolean;
}

const DEFAULT_PORT = 6379;

/**
 * `redis://[user@]host[:port][/database]`, or `rediss://` with TLS.
 * @throws EngineError `queue-address`; also where a password stands in it
 */
export function toQueueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname.replaceAll(/^\[|\]$/gu, '') ?? '';
  const database = Number(url?.pathname.slice(1) || 0);
  const isOurs = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
  if (!url || !isOurs || host === '' || !(Number.isInteger(database) && database >= 0))
    throw new EngineError('queue-address', withoutPassword(text));
  if (url.password !== '') throw new EngineError('queue-address', withoutPassword(text));
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  const named = host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port,
    database,
    isEncrypted: url.protocol === 'rediss:',
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    shown: `${url.protocol}//${named}:${port}${database === 0 ? '' : `/${database}`}`,
    isLoopback: /^(localhost|127(\.\d+){3}|::1)$/u.test(host),
  };
}

/** An address that is refused is told, and must not tell the password that was its fault. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/[^@/]*@/u, '//…@');
}
