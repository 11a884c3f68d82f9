import type { Readable, Writable } from 'node:stream';
import { createFrameReader, toFrame } from '#contract/frames';
import type { ByteCarrier } from '#contract/transports';

/** Main's end of the engine's stream. It relays bytes and reads none but channel 0's. */
export interface Channels {
  /** A channel of a stream that has ended ends at once. */
  open(channel: number): ByteCarrier;
  /** Called by the owner of the process, once another has taken its place. */
  end(): void;
}

interface Ends {
  readonly bytes: ((bytes: Uint8Array) => void)[];
  readonly close: (() => void)[];
}

export function createChannels(input: Readable, output: Writable): Channels {
  const open = new Map<number, Ends>();
  const read = createFrameReader();
  let over = false;

  function close(channel: number): void {
    const ends = open.get(channel);
    open.delete(channel);
    for (const listener of ends?.close ?? []) listener();
  }

  input.on('data', (piece: Buffer) => {
    try {
      for (const { channel, bytes } of read(piece)) {
        if (bytes.length === 0) close(channel);
        // Copied out of Node's pooled memory, which a port would clone whole.
        else for (const listener of open.get(channel)?.bytes ?? []) listener(new Uint8Array(bytes));
      }
    } catch {
      // Not our engine's frames: closing its pipes ends it.
      input.destroy();
      output.destroy();
    }
  });
  // Either side may break while the process dies; its end is told by the process itself.
  input.on('error', () => undefined);
  output.on('error', () => undefined);

  return {
    open(channel) {
      const ends: Ends = { bytes: [], close: [] };
      open.set(channel, ends);
      if (over) queueMicrotask(() => close(channel));
      return {
        send: (bytes) => void (open.has(channel) && output.write(toFrame(channel, bytes))),
        onBytes: (listener) => void ends.bytes.push(listener),
        onClose: (listener) => void ends.close.push(listener),
        close() {
          if (open.delete(channel)) output.write(toFrame(channel, new Uint8Array()));
        },
      };
    },
    end() {
      over = true;
      for (const channel of [...open.keys()]) close(channel);
    },
  };
}
