import { createLayout, toRounds, type LayoutTask } from './layout.ts';

/** Rounds between two looks at the picture. */
const BATCH = 20;

self.addEventListener('message', ({ data }: MessageEvent<LayoutTask>) => {
  const step = createLayout(data);
  const rounds = toRounds(data.sizes.length);
  for (let done = 0; done < rounds; done += BATCH) {
    const last = done + BATCH >= rounds;
    // Sizes count at the end only: pushing discs apart from the start keeps a graph from untangling.
    const positions = step(BATCH, done > rounds * 0.8);
    self.postMessage({ positions, last }, { transfer: [positions.buffer] });
  }
});
