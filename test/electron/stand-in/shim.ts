/** A message to the preload, or a message on a port that a page holds; `null` bytes say that the engine ended. */
export type Delivery =
  | { readonly channel: string; readonly message: unknown; readonly ports: readonly number[] }
  | { readonly port: number; readonly bytes: string | null };

declare global {
  var standInCall: (verb: string, ...args: unknown[]) => Promise<unknown>;
  var standInDeliver: (deliveries: readonly Delivery[]) => void;
  /** Paths of files that a test drops, by their names. */
  var standInPaths: Record<string, string>;
}

/** What `require('electron')` is to the preload. Runs in the page, so it stands on its own. */
function createRendererModule() {
  const call = globalThis.standInCall;
  const listeners = new Map<string, ((event: object, message: unknown) => void)[]>();
  const ports = new Map<number, MessagePort>();
  const paths: Record<string, string> = {};
  globalThis.standInPaths = paths;

  function openPort(id: number): MessagePort {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port2);
    port2.addEventListener('message', ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => {
      const text = Array.from(data, (byte) => String.fromCodePoint(byte)).join('');
      void call('port', id, btoa(text));
    });
    port2.addEventListener('close', () => void call('port', id, null));
    port2.start();
    return port1;
  }

  globalThis.standInDeliver = (deliveries) => {
    for (const delivery of deliveries)
      if ('channel' in delivery) {
        const event = { ports: delivery.ports.map(openPort) };
        for (const listener of listeners.get(delivery.channel) ?? [])
          listener(event, delivery.message);
      } else {
        const { port, bytes } = delivery;
        const data =
          bytes === null ? null : Uint8Array.from(atob(bytes), (unit) => unit.charCodeAt(0));
        ports.get(port)?.postMessage(data);
      }
  };

  return {
    contextBridge: {
      /** Functions and plain values only, and nothing that the page could change. */
      exposeInMainWorld(name: string, api: Record<string, unknown>) {
        const copy = Object.fromEntries(
          Object.entries(api).map(([key, value]) => [
            key,
            typeof value === 'function'
              ? (...args: unknown[]) => (value as (...args: unknown[]) => unknown)(...args)
              : structuredClone(value),
          ]),
        );
        Object.defineProperty(globalThis, name, { value: Object.freeze(copy), enumerable: true });
      },
    },
    ipcRenderer: {
      invoke: (channel: string, ...args: unknown[]) => call('invoke', channel, ...args),
      on(channel: string, listener: (event: object, message: unknown) => void) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
    },
    webUtils: { getPathForFile: (file: File) => paths[file.name] ?? '' },
  };
}

/** Preload and page share a world here; the closure is what keeps `require` from the page. */
export function toInitScript(preload: string): string {
  return `if (window === window.top) ((electron) => {
    const require = (name) => { if (name !== 'electron') throw new Error('a sandboxed preload has no ' + name); return electron; };
    const module = { exports: {} };
    ((require, module, exports) => {${preload}\n})(require, module, module.exports);
  })((${createRendererModule.toString()})());`;
}
