import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createSample } from '#engine/devices/sample';
import { isAlive } from '../line/command.ts';

const program = fileURLToPath(new URL('ctrl-c-parent.ts', import.meta.url));

interface Said {
  readonly pids: readonly number[];
  readonly sentences?: number;
}

/** The program as the leader of a group of its own, as a shell starts one in a terminal. */
function startProgram() {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const group = -(child.pid ?? 0);
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async () => JSON.parse(String((await lines.next()).value)) as Said;
  return { child, hear, interrupt: () => process.kill(group, 'SIGINT') };
}

// Windows has no groups of processes that can be told.
test.skipIf(process.platform === 'win32')(
  'Ctrl C in a terminal is for the program: its workers finish what they have, and end with it',
  async () => {
    const { child, hear, interrupt } = startProgram();
    const begun = await hear();
    expect(begun.pids).toHaveLength(1);
    for (let times = 0; times < 3; times += 1) {
      await wait(20);
      interrupt();
    }
    // By the same process: none was lost and started again.
    expect(await hear()).toEqual({
      sentences: createSample(40).sentences.length,
      pids: begun.pids,
    });
    interrupt();
    expect(begun.pids.filter(isAlive)).toEqual(begun.pids);
    child.kill('SIGKILL');
    await expect.poll(() => begun.pids.filter(isAlive), { timeout: 15_000 }).toEqual([]);
  },
  120_000,
);
