import { createClient, type Client } from '#contract/client';
import type { AppCalls } from '#contract/commands';
import { EngineError } from '#contract/errors';
import type { Events } from '#contract/events';
import type { Host } from '#contract/host';
import type { Link } from '../connect.ts';

/** Waits between attempts to reach an engine that went away, in milliseconds; the last one repeats. */
const WAITS = [300, 1000, 2000, 5000];

type Listener<Name extends keyof Events> = (payload: Events[Name]) => void;

/** The pipe to the engine: opened again when it closes, with the listeners carried over. */
export class Connection {
  status = $state<'connecting' | 'open' | 'lost'>('connecting');
  /** Grows with every new pipe; who shows data reads it and asks again. */
  pipe = $state(0);
  readonly host: Host;
  #link: Link;
  #client: Client<AppCalls, Events> | undefined;
  /** Each puts its listener on a client. */
  #listeners: ((client: Client<AppCalls, Events>) => void)[] = [];
  #retry: (() => void) | undefined;

  constructor(link: Link) {
    this.#link = link;
    this.host = link.host;
    void this.#keepOpen();
  }

  /** Rejects with an EngineError; `closed` while there is no pipe. */
  call<Name extends keyof AppCalls>(
    name: Name,
    input: AppCalls[Name]['input'],
    signal?: AbortSignal,
  ): Promise<AppCalls[Name]['output']> {
    if (!this.#client) return Promise.reject(new EngineError('closed', 'The engine'));
    return this.#client.call(name, input, { signal });
  }

  on<Name extends keyof Events>(name: Name, listener: Listener<Name>): void {
    const listen = (client: Client<AppCalls, Events>) => void client.on(name, listener);
    this.#listeners.push(listen);
    if (this.#client) listen(this.#client);
  }

  retry(): void {
    this.#retry?.();
  }

  async #keepOpen(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const client = createClient<AppCalls, Events>(await this.#link.dial());
        for (const listen of this.#listeners) listen(client);
        this.#client = client;
        this.status = 'open';
        this.pipe += 1;
        attempt = -1;
        await new Promise<void>((resolve) => client.onClose(resolve));
      } catch {
        // Nothing answered; the wait below comes before the next attempt.
      }
      this.#client = undefined;
      this.status = 'lost';
      await new Promise<void>((resolve) => {
        this.#retry = resolve;
        setTimeout(resolve, WAITS[Math.min(attempt + 1, WAITS.length - 1)]);
      });
    }
  }
}
