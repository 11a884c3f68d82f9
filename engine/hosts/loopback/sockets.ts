import type { RawData, WebSocket } from 'ws';
import type { ByteCarrier } from '#contract/transports';

/** A page that does not read is cut off before it fills the engine's memory. */
const MAX_WAITING = 64 * 1024 * 1024;

/** The engine's end of a page's WebSocket. Text frames are not ours and close it. */
export function fromServerSocket(socket: WebSocket): ByteCarrier {
  socket.on('error', () => socket.terminate());
  return {
    send(bytes) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_WAITING) socket.terminate();
      else socket.send(bytes);
    },
    onBytes(listener) {
      socket.on('message', (data: RawData, isBinary: boolean) => {
        if (!isBinary || !Buffer.isBuffer(data)) return socket.close(1003);
        // A plain view: Buffer's own `slice` does not copy, and the wire relies on one that does.
        listener(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      });
    },
    onClose: (listener) => void socket.once('close', () => listener()),
    close: () => socket.close(),
  };
}

/** Drops a socket whose other end has not answered one ping in `intervalMs`: a closed laptop, a killed browser. */
export function watchSocket(socket: WebSocket, intervalMs: number): void {
  let isAlive = true;
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, intervalMs);
  timer.unref();
  socket.on('pong', () => (isAlive = true));
  socket.once('close', () => clearInterval(timer));
}
