import type { ReaderCalls } from '#contract/workers';
import { createRoom } from './room.ts';

/** Room in memory for documents between reading and resolving. */
export interface Held {
  /** Before it is read. @throws EngineError `cancelled` */
  enter(signal: AbortSignal): Promise<HeldDocument>;
}

export interface HeldDocument {
  /** From here on it counts with what it takes. */
  read(output: ReaderCalls['source.read']['output']): void;
  leave(): void;
}

/** Bytes that a document counts with until it is read: what a reader may send of a small file. Most take a hundredth. */
const UNREAD = 64 * 2 ** 20;
/** Bytes of a token with its two numbers, in a list. */
const TOKEN = 50;

/**
 * A device, and workers on other machines, want far more documents under way than `few`, and any of them may turn out to be
 * large: beyond `few` another is let in only while all of them take no more than that many unread ones would.
 */
export function createHeld(few: number): Held {
  const room = createRoom((count) => ({
    count: Infinity,
    bytes: count < few ? Infinity : few * UNREAD,
  }));
  return {
    async enter(signal) {
      let bytes = UNREAD;
      await room.take(bytes, signal);
      return {
        read({ reading, sentences }) {
          const before = bytes;
          const tokens = sentences.reduce((sum, one) => sum + one.tokens.length, 0);
          bytes = 'document' in reading ? reading.document.text.length * 2 + tokens * TOKEN : 0;
          room.change(before, bytes);
        },
        leave: () => room.give(bytes),
      };
    },
  };
}
