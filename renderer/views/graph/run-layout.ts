import { createLayout, toRounds, type LayoutTask } from './layout.ts';
// oxlint-disable-next-line import/default -- Vite makes the default export: the address of the built worker.
import workerAddress from './layout.worker.ts?worker&url';

interface Step {
  readonly positions: Float32Array;
  readonly last: boolean;
}

/** The only address that the page may start a worker from (Trusted Types). */
function trusted(): string | URL {
  const { trustedTypes } = globalThis as {
    trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): {
        createScriptURL(url: string): string;
      };
    };
  };
  policy ??= trustedTypes?.createPolicy('espalier-worker', {
    createScriptURL(url) {
      if (url !== workerAddress) throw new TypeError('not the layout worker');
      return url;
    },
  });
  return policy ? policy.createScriptURL(workerAddress) : workerAddress;
}

let policy: { createScriptURL(url: string): string } | undefined;

/**
 * Lays out off the page's own thread; `onStep` is told how it goes, at most once a frame: drawing may be slower than
 * laying out, and only the latest is worth it. Returns the function that stops it.
 */
export function runLayout(task: LayoutTask, onStep: (step: Step) => void): () => void {
  let latest: Step | undefined;
  let frame = 0;
  let worker: Worker;
  try {
    worker = new Worker(trusted(), { type: 'module' });
  } catch {
    return runInSlices(task, onStep);
  }
  worker.addEventListener('message', ({ data }: MessageEvent<Step>) => {
    if (data.last) worker.terminate();
    if (!latest)
      frame = requestAnimationFrame(() => {
        const step = latest;
        latest = undefined;
        if (step) onStep(step);
      });
    latest = data;
  });
  worker.postMessage(task, []);
  return () => {
    cancelAnimationFrame(frame);
    worker.terminate();
  };
}

/** Where no worker may be started: a few rounds a frame, so that the window stays alive. */
function runInSlices(task: LayoutTask, onStep: (step: Step) => void): () => void {
  const step = createLayout(task);
  const rounds = toRounds(task.sizes.length);
  const batch = task.sizes.length > 1000 ? 1 : 10;
  let done = 0;
  let frame = requestAnimationFrame(function slice() {
    const positions = step(batch, done > rounds * 0.8);
    done += batch;
    onStep({ positions, last: done >= rounds });
    if (done < rounds) frame = requestAnimationFrame(slice);
  });
  return () => cancelAnimationFrame(frame);
}
