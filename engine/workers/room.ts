import { EngineError } from '#contract/errors';

/** What may be under way at once. */
export interface Limit {
  readonly count: number;
  readonly bytes: number;
}

/** Lets no more in than there is room for, which may depend on how many are in; who comes first is let in first. One that is too large alone is let in alone. */
export interface Room {
  /** @throws EngineError `cancelled` */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  give(bytes: number): void;
  /** What was let in with `from` takes `to`, be that more than there is room for. */
  change(from: number, to: number): void;
  /** The limit may have grown. */
  look(): void;
}

export function createRoom(limit: (count: number) => Limit): Room {
  const waiting: { readonly bytes: number; enter(): void }[] = [];
  let [count, used] = [0, 0];

  function fits(bytes: number): boolean {
    const most = limit(count);
    return count === 0 || (count < most.count && used + bytes <= most.bytes);
  }

  function look(): void {
    for (let first = waiting[0]; first && fits(first.bytes); first = waiting[0]) {
      waiting.shift();
      first.enter();
    }
  }

  return {
    look,
    take: (bytes, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          waiting.splice(waiting.indexOf(one), 1);
          reject(new EngineError('cancelled', 'The work'));
        };
        const one = {
          bytes,
          enter() {
            signal.removeEventListener('abort', stop);
            count += 1;
            used += bytes;
            resolve();
          },
        };
        if (signal.aborted) return reject(new EngineError('cancelled', 'The work'));
        signal.addEventListener('abort', stop, { once: true });
        waiting.push(one);
        look();
      }),
    give(bytes) {
      count -= 1;
      used -= bytes;
      look();
    },
    change(from, to) {
      used += to - from;
      look();
    },
  };
}
