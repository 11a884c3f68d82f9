/** Of one answer, in UTF-16 units of its texts. */
const MOST = 128 * 1024 * 1024;

/** What the socket may hold before it is made into values: a single record may be as large as the server likes. */
const MOST_UNREAD = 256 * 1024 * 1024;

/** How much of an answer has arrived; a server that sends without end is cut off. */
export interface Measure {
  isWithin(answer: unknown): boolean;
  exceed(): void;
  isExceeded(): boolean;
  end(): void;
}

export function createMeasure(cut: () => void): Measure {
  let units = 0;
  let exceeded = false;
  const exceed = (): void => {
    exceeded = true;
    cut();
  };
  const before = process.memoryUsage().arrayBuffers;
  const watch = setInterval(() => {
    if (process.memoryUsage().arrayBuffers - before > MOST_UNREAD) exceed();
  }, 50);
  watch.unref();
  return {
    isWithin(answer) {
      units += count(answer);
      return units <= MOST;
    },
    exceed,
    isExceeded: () => exceeded,
    end: () => clearInterval(watch),
  };
}

function count(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let units = 8;
  for (const item of Object.values(value)) units += count(item);
  return units;
}
