import { portHandshake, type Host } from '#contract/host';
import { createTransport, fromMessagePort, fromWebSocket } from '#contract/transports';
import type { Transport } from '#contract/wire';

declare global {
  interface Window {
    /** Put there by the desktop shell's preload, before the page runs; absent in a browser. */
    readonly espalierHost?: Host;
  }
}

/** How this page reaches its engine and its shell. `dial` may be called again after a pipe closed. */
export interface Link {
  readonly host: Host;
  /** Rejects when nothing answers. */
  dial(): Promise<Transport>;
}

/** `inPage` stands in for the dialogs a browser does not have. */
export function connect(inPage: Host): Link {
  return window.espalierHost
    ? { host: window.espalierHost, dial: dialShell }
    : { host: inPage, dial: dialServer };
}

/** The page asks, the preload answers with a port; each answer is a new pipe. */
function dialShell(): Promise<Transport> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent<unknown>) => {
      const port = event.ports[0];
      const data = event.data as { espalier?: unknown } | null;
      if (event.source !== window || data?.espalier !== portHandshake.connect.espalier || !port)
        return;
      window.removeEventListener('message', listen);
      resolve(createTransport(fromMessagePort(port)));
    };
    window.addEventListener('message', listen);
    window.postMessage(portHandshake.ready, window.location.origin);
  });
}

/** The session is an HttpOnly cookie that the server set when the page was launched. */
function dialServer(): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${window.location.origin.replace('http', 'ws')}/wire`);
    const transport = createTransport(fromWebSocket(socket));
    socket.addEventListener('open', () => resolve(transport), { once: true });
    socket.addEventListener('close', () => reject(new Error('closed')), { once: true });
  });
}
