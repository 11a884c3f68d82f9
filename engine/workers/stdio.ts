import type { Readable, Writable } from 'node:stream';
import { createFrameReader, toFrame } from '#contract/frames';
import type { ByteCarrier } from '#contract/transports';

/** One channel of a framed byte stream. */
export interface Channels {
  open(channel: number): ByteCarrier;
  /** Called for a channel that nobody opened yet, before its first bytes are delivered. */
  onNewChannel(listener: (channel: number) => void): void;
  /** Called once, when the stream ends or holds no frames of ours. */
  onEnd(listener: () => void): void;
}

interface Ends {
  bytes: ((bytes: Uint8Array) => void)[];
  /** What came before anybody listened: a worker may still be loading its model. */
  early: Uint8Array[];
  close: (() => void)[];
}

/** Many conversations over one pair of streams; see contract/frames.ts. An empty frame closes its channel. */
export function createChannels(input: Readable, output: Writable): Channels {
  const open = new Map<number, Ends>();
  const newChannel: ((channel: number) => void)[] = [];
  const ended: (() => void)[] = [];
  const read = createFrameReader();
  let over = false;

  function end(): void {
    if (over) return;
    over = true;
    for (const ends of open.values()) for (const listener of ends.close) listener();
    open.clear();
    for (const listener of ended) listener();
  }

  input.on('data', (piece: Buffer) => {
    try {
      for (const { channel, bytes } of read(piece)) deliver(channel, bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      input.destroy();
      end();
    }
  });
  input.on('end', end);
  input.on('close', end);
  input.on('error', end);
  // The other side may die between two writes; its end is told by `input`, so an EPIPE here says nothing new.
  output.on('error', () => undefined);

  function deliver(channel: number, bytes: Uint8Array): void {
    if (!open.has(channel)) for (const listener of newChannel) listener(channel);
    const ends = open.get(channel);
    if (!ends) return;
    if (bytes.length > 0 && ends.bytes.length === 0) ends.early.push(bytes);
    else if (bytes.length > 0) for (const listener of ends.bytes) listener(bytes);
    else {
      open.delete(channel);
      for (const listener of ends.close) listener();
    }
  }

  return {
    open(channel) {
      const ends: Ends = { bytes: [], early: [], close: [] };
      open.set(channel, ends);
      return {
        send: (bytes) => void (over || output.write(toFrame(channel, bytes))),
        onBytes(listener) {
          ends.bytes.push(listener);
          for (const bytes of ends.early.splice(0)) listener(bytes);
        },
        onClose: (listener) => void ends.close.push(listener),
        close() {
          if (!open.delete(channel)) return;
          output.write(toFrame(channel, new Uint8Array()));
          for (const listener of ends.close) listener();
        },
      };
    },
    onNewChannel: (listener) => void newChannel.push(listener),
    onEnd: (listener) => void ended.push(listener),
  };
}
