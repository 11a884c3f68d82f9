import { createClient, type Client } from '#contract/client';
import type { AppCalls } from '#contract/commands';
import type { Events } from '#contract/events';
import { fromMessagePort, createTransport } from '#contract/transports';
import type { JobId } from '#domain/ids';
import type { ImportReport } from '#domain/views';
import { createEngine } from '#engine/engine';
import { findPlaces } from '#engine/places';
import { everyPath } from '../../../engine/hosts/grants.ts';

export type Asking = Client<AppCalls, Events>;

export interface Session {
  readonly client: Asking;
  /** Waits for a job and gives what was imported. */
  finish(job: JobId): Promise<ImportReport>;
  close(): Promise<void>;
}

/** An engine of its own data folder behind the wire, as a page has it. */
export function startEngine(data: string): Session {
  const engine = createEngine({ places: { ...findPlaces(), data }, workers: 2 });
  const { port1, port2 } = new MessageChannel();
  engine.connect(createTransport(fromMessagePort(port2)), everyPath);
  const client: Asking = createClient(createTransport(fromMessagePort(port1)));
  return {
    client,
    async finish(job) {
      for (;;) {
        const row = await client.call('job.get', { job });
        if (row.state === 'done' && row.imported) return row.imported;
        if (row.state !== 'running') throw new Error(`the import ${row.state}: ${row.error?.code}`);
        await new Promise((wake) => setTimeout(wake, 200));
      }
    },
    async close() {
      client.close();
      await engine.close();
      port1.close();
      port2.close();
    },
  };
}
