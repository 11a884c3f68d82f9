import { EngineError, fromSerialised } from './errors.ts';
import type { Transport } from './wire.ts';

/** What a list of commands looks like to its caller. `commands.ts` and `workers.ts` each give one. */
export type Calls = Record<string, { readonly input: unknown; readonly output: unknown }>;

export interface Client<List extends Calls, Announced> {
  /**
   * Rejects with an EngineError: the handler's code, `cancelled` when `signal` fired, `closed` when the pipe ended.
   * A cancelled call rejects at once; the engine is told and stops as soon as it can.
   */
  call<Name extends keyof List & string>(
    name: Name,
    input: List[Name]['input'],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<List[Name]['output']>;
  /** Returns the function that ends the listening. */
  on<Name extends keyof Announced & string>(
    name: Name,
    listener: (payload: Announced[Name]) => void,
  ): () => void;
  onClose(listener: () => void): void;
  close(): void;
}

interface OpenCall {
  resolve(output: unknown): void;
  reject(error: EngineError): void;
}

export function createClient<List extends Calls, Announced>(
  transport: Transport,
): Client<List, Announced> {
  const open = new Map<number, OpenCall>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let last = 0;
  let closed = false;

  transport.onMessage((message) => {
    if (message.kind === 'event') {
      for (const listener of listeners.get(message.name) ?? []) listener(message.payload as never);
    } else if (message.kind === 'reply') {
      open.get(message.id)?.resolve(message.output);
      open.delete(message.id);
    } else if (message.kind === 'failure') {
      open.get(message.id)?.reject(fromSerialised(message.error));
      open.delete(message.id);
    }
  });
  transport.onClose(() => {
    closed = true;
    for (const [name, call] of open) {
      open.delete(name);
      call.reject(new EngineError('closed', 'The engine'));
    }
  });

  return {
    call(name, input, options = {}) {
      const { signal } = options;
      return new Promise((resolve, reject) => {
        if (closed) return reject(new EngineError('closed', 'The engine'));
        if (signal?.aborted) return reject(new EngineError('cancelled', name));
        const id = ++last;
        const stop = () => {
          open.delete(id);
          transport.send({ kind: 'cancel', id });
          reject(new EngineError('cancelled', name));
        };
        const settled = () => signal?.removeEventListener('abort', stop);
        signal?.addEventListener('abort', stop, { once: true });
        open.set(id, {
          resolve: (output) => (settled(), resolve(output)),
          reject: (error) => (settled(), reject(error)),
        });
        transport.send({ kind: 'call', id, name, input });
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    onClose: (listener) => transport.onClose(listener),
    close: () => transport.close(),
  };
}
