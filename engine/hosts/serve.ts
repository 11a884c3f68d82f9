import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { Transport } from '#contract/wire';
import { everyPath } from './grants.ts';
import { servePage } from './loopback/server.ts';

export interface ServeSettings {
  /** Answers a page that got in: an Engine. */
  readonly engine: {
    connect(transport: Transport, grants: typeof everyPath): void;
    /** `page`: the folder of the built page. */
    readonly places: { readonly page: string };
  };
  /** Takes the address with its one-time code, a line each time. */
  readonly print: (address: string) => void;
  /** Each line that comes in asks for another address, for another tab or browser. */
  readonly input?: Readable;
  /** Ends the serving. */
  readonly signal: AbortSignal;
}

/** Serves the app on this machine's own address until `signal` fires. The engine stays its caller's to close. */
export async function serveEngine(settings: ServeSettings): Promise<void> {
  const { engine, print, input, signal } = settings;
  const served = await servePage({
    page: engine.places.page,
    onConnect: (transport) => engine.connect(transport, everyPath),
  });
  print(served.createLaunchAddress());
  const lines = input && createInterface({ input });
  lines?.on('line', () => print(served.createLaunchAddress()));
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  lines?.close();
  await served.close();
}
