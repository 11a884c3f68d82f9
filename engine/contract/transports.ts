import { fromBytes, toBytes, type Message, type Transport } from './wire.ts';

/** What every byte carrier boils down to; the three transports below only differ in this. */
export interface ByteCarrier {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** A frame that is no message closes the pipe: whoever sent it does not speak our language. */
export function createTransport(carrier: ByteCarrier): Transport {
  return {
    send: (message) => carrier.send(toBytes(message)),
    onMessage(listener: (message: Message) => void) {
      carrier.onBytes((bytes) => {
        const message = fromBytes(bytes);
        if (message) listener(message);
        else carrier.close();
      });
    },
    onClose: (listener) => carrier.onClose(listener),
    close: () => carrier.close(),
  };
}

/** Where the served page finds its WebSocket, on its own origin. */
export const wirePath = '/wire';

/** The most one call of a page may weigh. The largest, `graph.keepPositions` of 20,000 nodes, takes 0.7 MB. */
export const MAX_CALL_BYTES = 1024 * 1024;

/** A WHATWG WebSocket, already open or opening: frames sent before it is open are kept. */
export function fromWebSocket(socket: WebSocket): ByteCarrier {
  socket.binaryType = 'arraybuffer';
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  socket.addEventListener('open', () => {
    for (const bytes of waiting) socket.send(bytes);
    waiting = [];
  });
  return {
    send(bytes) {
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(bytes);
      else if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    onBytes: (listener) =>
      socket.addEventListener('message', (event: MessageEvent<ArrayBuffer>) =>
        listener(new Uint8Array(event.data)),
      ),
    onClose: (listener) => socket.addEventListener('close', () => listener()),
    close: () => socket.close(),
  };
}

/** A MessagePort of the page: the desktop shell relays its frames to the engine. `null` is the shell's word for "ended". */
export function fromMessagePort(port: MessagePort): ByteCarrier {
  const closers: (() => void)[] = [];
  return {
    send: (bytes) => port.postMessage(bytes),
    onBytes(listener) {
      port.addEventListener('message', (event: MessageEvent<Uint8Array | null>) => {
        if (event.data === null) for (const close of closers) close();
        else listener(event.data);
      });
      port.start();
    },
    onClose: (listener) => void closers.push(listener),
    close: () => port.close(),
  };
}
