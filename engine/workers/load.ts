import { availableParallelism, cpus } from 'node:os';

/** Milliseconds between two looks at the machine. */
const EVERY = 5000;

/** How many one-thread workers there should be now. */
export interface Load {
  workers(): number;
  close(): void;
}

/**
 * As many workers as there are cores, less what others keep busy, and never fewer than half: a worker on a busy core still does
 * half its work, two waiting for each other do none. `busy` is the number of cores at work, `own` how many of them are ours.
 */
export function toWorkers(cores: number, busy: number, own: number): number {
  const others = Math.max(0, busy - own);
  return Math.max(1, Math.ceil(cores / 2), Math.min(cores, Math.round(cores - others)));
}

/** Looks at the machine's cores as long as it is open; `own` tells how many workers are at work. */
export function watchLoad(most: number, own: () => number): Load {
  let before = readTimes();
  let workers = most;
  const look = () => {
    const now = readTimes();
    const total = now.total - before.total;
    const share = total > 0 ? (now.busy - before.busy) / total : 0;
    before = now;
    const cores = availableParallelism();
    workers = Math.min(most, toWorkers(cores, share * cores, own()));
  };
  const timer = setInterval(look, EVERY);
  timer.unref();
  return { workers: () => workers, close: () => clearInterval(timer) };
}

/** Milliseconds that all cores together have worked, and that have passed on them. */
function readTimes(): { readonly busy: number; readonly total: number } {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.irq + times.idle;
    // What runs at a low priority gives way, so it is no reason to.
    busy += times.user + times.sys + times.irq;
    total += all;
  }
  return { busy, total };
}
