import type { Redis } from 'ioredis';

/** Seconds that one question waits for an answer to come. */
const WAIT = 2;
/** Milliseconds beyond that after which the connection is taken for dead: a cable says nothing when it is pulled. */
const DEAD = 8000;
const RETRY = 200;
/** Answers taken at once where several lie there. */
const MANY = 200;

/** Takes what comes into a list, on a connection of its own, until closed. */
export function createAnswers(
  redis: Redis,
  key: string,
  onAnswer: (bytes: Buffer) => void,
): { close(): Promise<void> } {
  const own = redis.duplicate();
  own.on('error', () => undefined);
  let closed = false;
  // A question to a Redis that is away is not given up by disconnecting: it would be asked when it is back.
  const closing = Promise.withResolvers<never>();
  closing.promise.catch(() => undefined);
  const orClosing = <T>(answer: Promise<T>) => {
    answer.catch(() => undefined);
    return Promise.race([answer, closing.promise]);
  };

  async function take(): Promise<void> {
    const watchdog = setTimeout(() => own.disconnect(true), WAIT * 1000 + DEAD);
    try {
      const first = await orClosing(own.blpopBuffer(key, WAIT));
      if (!first) return;
      const more = (await orClosing(own.lpopBuffer(key, MANY))) ?? [];
      for (const bytes of [first[1], ...more]) onAnswer(bytes);
    } finally {
      clearTimeout(watchdog);
    }
  }

  const ended = (async () => {
    while (!closed)
      try {
        await take();
      } catch {
        if (!closed) await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
  })();
  return {
    async close() {
      closed = true;
      closing.reject(new Error('closed'));
      own.disconnect();
      await ended;
    },
  };
}
