import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';
import type { SerialisedError } from './errors.ts';

/** Five kinds, no more. `id` is the caller's and is unique among its open calls. */
export type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'reply'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: SerialisedError }
  | { readonly kind: 'event'; readonly name: string; readonly payload: unknown };

/** A pipe for whole messages, in order. `onClose` fires once; sending on a closed transport does nothing. */
export interface Transport {
  send(message: Message): void;
  onMessage(listener: (message: Message) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Typed arrays travel as their bytes; everything else is MessagePack's own. `undefined` fields are dropped, as in JSON. */
const columns = [Float32Array, Uint32Array, Uint16Array, Int32Array] as const;

function createCodec(): ExtensionCodec {
  const codec = new ExtensionCodec();
  for (const [type, Column] of columns.entries())
    codec.register({
      type,
      encode: (value: unknown) =>
        value instanceof Column
          ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
          : null,
      // Copied: a view at an odd offset would throw, and Buffer's own `slice` copies nothing.
      decode: (bytes) => new Column(new Uint8Array(bytes).buffer),
    });
  return codec;
}

const extensionCodec = createCodec();

export function toBytes(message: Message): Uint8Array<ArrayBuffer> {
  return encode(message, { extensionCodec, ignoreUndefined: true });
}

/** @throws EngineError `bad-input` never: a frame that is no message gives undefined, and the caller closes the pipe. */
export function fromBytes(bytes: Uint8Array): Message | undefined {
  try {
    const value = decode(bytes, { extensionCodec });
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const { kind, id, name } = value as { kind: unknown; id?: unknown; name?: unknown };
  if (kind === 'event') return typeof name === 'string';
  if (kind === 'call') return Number.isSafeInteger(id) && typeof name === 'string';
  return (kind === 'cancel' || kind === 'reply' || kind === 'failure') && Number.isSafeInteger(id);
}
