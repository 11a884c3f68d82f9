import type { Result } from 'neo4j-driver';

export type Answer = Readonly<Record<string, unknown>>;

/** Of one answer, in UTF-16 units of its texts. */
const MOST = 128 * 1024 * 1024;

/** What may have come in without being a value yet: a single record may be as large as the server likes. */
const MOST_UNREAD = 256 * 1024 * 1024;

/**
 * The rows of a result as plain objects. A server that sends more than `limit` of them, or more than a machine can hold,
 * is cut off: `cut` ends the connection and gives the error. Not by the driver's iterator, which would read to the end.
 */
export function collect(
  result: Result,
  limit: number,
  cut: () => Error,
): Promise<readonly Answer[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Answer[]>();
  const answers: Answer[] = [];
  let units = 0;
  const before = process.memoryUsage().arrayBuffers;
  const watch = setInterval(() => {
    if (process.memoryUsage().arrayBuffers - before > MOST_UNREAD) reject(cut());
  }, 20);
  result.subscribe({
    onNext(record) {
      const answer = record.toObject() as Answer;
      answers.push(answer);
      units += count(answer);
      if (answers.length > limit || units > MOST) reject(cut());
    },
    onCompleted: () => resolve(answers),
    onError: reject,
  });
  return promise.finally(() => clearInterval(watch));
}

function count(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let units = 8;
  for (const item of Object.values(value)) units += count(item);
  return units;
}
