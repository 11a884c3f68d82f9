import type { JobId } from '#domain/ids';
import type { JobRow } from '#domain/views';
import type { Connection } from './connection.svelte.ts';

/** Every job of this session of the engine, kept up to date by its announcements. */
export class Jobs {
  all = $state.raw<readonly JobRow[]>([]);
  running = $derived(this.all.filter((job) => job.state === 'running'));
  /** The import to speak of: the running one, else the last that ended. */
  lastImport = $derived(
    this.running.find((job) => job.kind === 'import') ??
      this.all.findLast((job) => job.kind === 'import'),
  );
  lastExport = $derived(
    this.running.find((job) => job.kind === 'export') ??
      this.all.findLast((job) => job.kind === 'export'),
  );
  #connection: Connection;

  constructor(connection: Connection, onEnd: (job: JobRow) => void) {
    this.#connection = connection;
    connection.on('job.changed', (job) => {
      const ended = job.state !== 'running' && this.find(job.id)?.state !== job.state;
      this.#put(job);
      if (ended) onEnd(job);
    });
    $effect(() => {
      if (connection.pipe > 0)
        connection.call('job.list', {}).then(
          // The engine lists the latest first; what is announced comes at the end.
          (jobs) => (this.all = jobs.toReversed()),
          () => {},
        );
    });
  }

  find(id: JobId): JobRow | undefined {
    return this.all.find((job) => job.id === id);
  }

  cancel(id: JobId): Promise<null> {
    return this.#connection.call('job.cancel', { job: id });
  }

  clear(): void {
    this.all = [];
  }

  #put(job: JobRow): void {
    const known = this.all.some(({ id }) => id === job.id);
    this.all = known ? this.all.map((old) => (old.id === job.id ? job : old)) : [...this.all, job];
  }
}
