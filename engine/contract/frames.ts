/**
 * Frames on a byte stream: a 32-bit little-endian length of what follows, a 32-bit channel, the bytes. One stream can
 * carry many conversations: the desktop shell gives each window a channel of its own and reads nothing else.
 */
export interface Frame {
  readonly channel: number;
  /** An empty frame closes its channel. */
  readonly bytes: Uint8Array;
}

/** Larger than any document's text; a longer length means that the stream is not ours. */
const MAX_FRAME = 512 * 1024 * 1024;
const HEADER = 8;

export function toFrame(channel: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER + bytes.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, bytes.length + 4, true);
  view.setUint32(4, channel, true);
  frame.set(bytes, HEADER);
  return frame;
}

/**
 * Returns a function that takes pieces of a stream and gives the frames they complete.
 * @throws RangeError when the stream holds no frames of ours.
 */
export function createFrameReader(): (piece: Uint8Array) => Frame[] {
  let pieces: Uint8Array[] = [];
  let size = 0;

  function joined(): Uint8Array {
    if (pieces.length !== 1) {
      const whole = new Uint8Array(size);
      let at = 0;
      for (const piece of pieces) {
        whole.set(piece, at);
        at += piece.length;
      }
      pieces = [whole];
    }
    return pieces[0] ?? new Uint8Array();
  }

  let needed = HEADER;
  return (piece) => {
    pieces.push(piece);
    size += piece.length;
    // Joining on every piece would be quadratic for a large frame.
    if (size < needed) return [];
    const frames: Frame[] = [];
    const bytes = joined();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    needed = HEADER;
    while (size - at >= HEADER) {
      const length = view.getUint32(at, true);
      if (length < 4 || length > MAX_FRAME) throw new RangeError(`frame of ${length} bytes`);
      if (size - at < 4 + length) {
        needed = 4 + length;
        break;
      }
      frames.push({
        channel: view.getUint32(at + 4, true),
        // A copy, and a plain one: `slice` of Node's Buffer would be a view into the stream's memory.
        bytes: new Uint8Array(bytes.subarray(at + HEADER, at + 4 + length)),
      });
      at += 4 + length;
    }
    pieces = at < size ? [bytes.subarray(at)] : [];
    size -= at;
    return frames;
  };
}
