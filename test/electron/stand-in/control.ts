import process from 'node:process';
import { app } from './app.ts';
import { listChannels } from './ipc.ts';
import { registered } from './session.ts';
import { answers, seen } from './system.ts';
import { BrowserWindow } from './window.ts';
import { complaints, outside } from './contents.ts';

/** What a test's function is handed when it runs in main's process. */
export const parts = {
  app,
  answers,
  seen,
  registered,
  outside,
  complaints,
  listChannels,
  windows: BrowserWindow.all,
  page: (at = 0) => {
    const window = BrowserWindow.all[at];
    if (!window) throw new Error(`there is no window ${at}`);
    return window.webContents.page();
  },
};

export type Parts = typeof parts;

interface Order {
  readonly id: number;
  /** Source of a function of the parts and of `argument`. */
  readonly source: string;
  readonly argument: unknown;
}

/** The test's hand in main's process. */
export function startControl(): void {
  process.on('message', (order: Order) => void carryOut(order));
  process.send?.({ ready: true });
}

async function carryOut({ id, source, argument }: Order): Promise<void> {
  try {
    // The test's own code: functions cannot be sent to another process otherwise.
    // oxlint-disable-next-line typescript/no-implied-eval
    const make = new Function(`return (${source})`) as () => (
      parts: Parts,
      argument: unknown,
    ) => unknown;
    process.send?.({ id, output: (await make()(parts, argument)) ?? null });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}
