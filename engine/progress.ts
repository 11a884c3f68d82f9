import type { JobProgress } from '#domain/views';

/** Counts work and tells its rate and what is left. Time is monotonic: a clock that is set does not show. */
export interface Meter {
  total(files: number, bytes: number): void;
  began(name: string): void;
  sentences(count: number): void;
  finished(name: string, bytes: number): void;
  /** Records of an export written so far, and the part of the graph that was passed, 0 to 1, where it is known. */
  written(count: number, share?: number): void;
  phase(phase: JobProgress['phase']): void;
  now(): JobProgress;
}

const WINDOW = 5000;
/** Before this much of the work is done a forecast is a guess, so none is given. */
const FORECAST_FROM = 0.02;

export function createMeter(clock: () => number = () => performance.now()): Meter {
  const started = clock();
  const recent: { at: number; count: number }[] = [];
  const current: string[] = [];
  let phase: JobProgress['phase'] = 'scanning';
  let totalFiles = 0;
  let totalBytes = 0;
  let doneFiles = 0;
  let doneBytes = 0;
  let sentences = 0;
  let passed: number | undefined;

  function rate(): number {
    const now = clock();
    while ((recent[0]?.at ?? now) < now - WINDOW) recent.shift();
    const span = Math.max(500, Math.min(WINDOW, now - started));
    return (recent.reduce((sum, step) => sum + step.count, 0) * 1000) / span;
  }

  function secondsLeft(): number | null {
    // Bytes alone promise too much where the last files are small and full of text, files alone where they are books.
    const share =
      phase === 'writing'
        ? (passed ?? 0)
        : Math.min(doneBytes / (totalBytes || 1), doneFiles / (totalFiles || 1));
    if ((phase !== 'reading' && phase !== 'writing') || share < FORECAST_FROM) return null;
    return Math.round(((clock() - started) / 1000) * (1 / share - 1));
  }

  return {
    total(files, bytes) {
      totalFiles = files;
      totalBytes = bytes;
    },
    began: (name) => void current.push(name),
    sentences(count) {
      sentences += count;
      recent.push({ at: clock(), count });
    },
    finished(name, bytes) {
      const at = current.indexOf(name);
      if (at >= 0) current.splice(at, 1);
      doneFiles += 1;
      doneBytes += bytes;
    },
    written(count, share) {
      doneFiles = count;
      passed = share;
      if (share !== undefined && share > 0) totalFiles = Math.round(count / share);
    },
    phase: (next) => void (phase = next),
    now: () => ({
      phase,
      done: doneFiles,
      total: totalFiles,
      sentences,
      sentencesPerSecond: Math.round(rate()),
      secondsLeft: secondsLeft(),
      current: current.slice(0, 4),
    }),
  };
}
