import { Redis } from 'ioredis';
import { EngineError, type ErrorCode } from '#contract/errors';
import type { QueueAddress } from './address.ts';

/** How a queue is reached; the password lives in memory alone. */
export interface QueueAccess {
  readonly address: QueueAddress;
  readonly password?: string;
}

/** Milliseconds within which a queue must answer when it is first asked. */
const FIRST_ANSWER = 10_000;
/** Of all that is used, LPOP with a count came last. */
const OLDEST = [6, 2] as const;

/**
 * A connection that lasts: whoever has it waits through a Redis that stopped, and what was asked meanwhile is asked when it is
 * back. It says nothing about being away; see `createWatch`.
 */
export function connectQueue({ address, password }: QueueAccess): Redis {
  const redis = new Redis({
    host: address.host,
    port: address.port,
    db: address.database,
    ...(address.user === undefined ? {} : { username: address.user }),
    ...(password === undefined ? {} : { password }),
    ...(address.isEncrypted ? { tls: { servername: address.host } } : {}),
    connectionName: 'espalier',
    maxRetriesPerRequest: null,
    connectTimeout: 5000,
    keepAlive: 5000,
    retryStrategy: (times) => Math.min(50 * 2 ** times, 1000),
    lazyConnect: true,
  });
  // Without a listener an error of the connection would end the process; that it is away is seen by what does not come back.
  redis.on('error', () => undefined);
  return redis;
}

/** Connects and looks whether this Redis can be worked with. @throws EngineError `queue-…`, `cancelled` */
export async function openQueue(access: QueueAccess, signal: AbortSignal): Promise<Redis> {
  const redis = connectQueue(access);
  const { shown } = access.address;
  let last: Error | undefined;
  const failed = Promise.withResolvers<never>();
  const onError = (error: Error) => {
    last = error;
    // What will not be otherwise the next time.
    const code = toCode(error);
    if (code !== 'queue-unreachable') failed.reject(new EngineError(code, shown, error));
  };
  redis.on('error', onError);
  const timer = setTimeout(
    () => failed.reject(new EngineError('queue-unreachable', shown, last)),
    FIRST_ANSWER,
  );
  const stop = () => failed.reject(new EngineError('cancelled', 'The work'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    // Its own rejection at the first failed attempt says less than the error event before it.
    redis.connect().catch(() => undefined);
    const info = await Promise.race([redis.info('server'), failed.promise]);
    const [major = 0, minor = 0] =
      /redis_version:(\S+)/u.exec(info)?.[1]?.split('.').map(Number) ?? [];
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
      throw new EngineError('queue-unsupported', shown);
    return redis;
  } catch (error) {
    redis.disconnect();
    if (error instanceof EngineError) throw error;
    throw new EngineError(toCode(error as Error), shown, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    redis.off('error', onError);
  }
}

function toCode(error: Error): ErrorCode {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (/WRONGPASS|NOAUTH|invalid password|invalid username-password/iu.test(error.message))
    return 'queue-unauthorised';
  if (/NOPERM/u.test(error.message)) return 'queue-unauthorised';
  if (/CERT|SELF_SIGNED|TLS|SSL|EPROTO/u.test(code)) return 'queue-untrusted';
  return 'queue-unreachable';
}
