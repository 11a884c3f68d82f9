/** Counts sentences and tells how many a second there were lately. */
export interface Rate {
  add(count: number): void;
  perSecond(): number;
}

/** Milliseconds that "lately" means. */
const WINDOW = 5000;

export function createRate(clock: () => number = () => performance.now()): Rate {
  const recent: { readonly at: number; readonly count: number }[] = [];
  const forget = () => {
    while ((recent[0]?.at ?? Infinity) < clock() - WINDOW) recent.shift();
  };
  return {
    add(count) {
      forget();
      recent.push({ at: clock(), count });
    },
    perSecond() {
      forget();
      const [first] = recent;
      if (!first) return 0;
      // Right after a start a single batch would count for the whole window.
      const span = Math.max(1000, clock() - first.at);
      const sum = recent.reduce((total, { count }) => total + count, 0);
      return Math.round((sum * 1000) / span);
    },
  };
}
