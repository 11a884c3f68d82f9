/** Milliseconds between two looks at how many are wanted. */
const LOOK = 500;

/**
 * Runs `lane` as many times side by side as are wanted, and more when more are: each ends by itself when nothing is left to do.
 * @throws whatever the first lane throws, once all have ended
 */
export async function runLanes(width: () => number, lane: () => Promise<void>): Promise<void> {
  const lanes: Promise<void>[] = [];
  const failures: unknown[] = [];
  let isOver = false;
  const run = async () => {
    await lane().catch((error: unknown) => failures.push(error));
    isOver = true;
  };
  const open = () => {
    while (!isOver && lanes.length < width()) lanes.push(run());
  };
  open();
  const timer = setInterval(open, LOOK);
  // Some may join while the first are waited for.
  for (let at = 0; at < lanes.length; at += 1) await lanes[at];
  clearInterval(timer);
  if (failures.length > 0) throw failures[0];
}
