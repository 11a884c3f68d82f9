/** What one call may cost. */
export interface Budget {
  /** Milliseconds in all. */
  readonly total: number;
  /** Milliseconds without a word of progress. */
  readonly quiet: number;
  /** Resident bytes of the process. */
  readonly memory: number;
  /** Bytes it may send back. */
  readonly output: number;
}

export type Overrun = 'timeout' | 'memory' | 'output';

/** What is watched of a process. */
export interface Watched {
  memory(): Promise<number>;
  received(): number;
}

export interface Watch {
  progressed(): void;
  end(): void;
}

/** Milliseconds between two looks. At a gigabyte a second a process is caught some 50 MB after its cap. */
const LOOK = 50;
/** Reading the memory of a process starts another one there. */
const LOOK_ELSEWHERE = 1000;
/** The most one look adds: the time a machine sleeps, or we are stopped, is nobody's fault. */
const LONGEST = 1000;

/** Looks at a process until `end`; calls `over` once, with what was passed and how far. */
export function watchBudget(
  watched: Watched,
  budget: Budget,
  over: (what: Overrun, detail: string) => void,
): Watch {
  const startedWith = watched.received();
  let [total, quiet] = [0, 0];
  let before = performance.now();
  const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;

  function report(what: Overrun, detail: string): void {
    end();
    over(what, detail);
  }

  async function look(): Promise<void> {
    const now = performance.now();
    const passed = Math.min(now - before, LONGEST);
    before = now;
    total += passed;
    quiet += passed;
    const received = watched.received() - startedWith;
    if (total > budget.total) report('timeout', `more than ${seconds(budget.total)}`);
    else if (quiet > budget.quiet) report('timeout', `no progress for ${seconds(budget.quiet)}`);
    else if (received > budget.output) report('output', megabytes(received));
    else {
      const memory = await watched.memory();
      if (memory > budget.memory && !ended) report('memory', megabytes(memory));
    }
  }

  let ended = false;
  const timer = setInterval(
    () => void look(),
    process.platform === 'linux' ? LOOK : LOOK_ELSEWHERE,
  );
  function end(): void {
    ended = true;
    clearInterval(timer);
  }
  return { progressed: () => void (quiet = 0), end };
}
