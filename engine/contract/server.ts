import type { z } from 'zod';
import { EngineError, toSerialised } from './errors.ts';
import type { Message, Transport } from './wire.ts';

/** What a handler is handed beside its input. */
export interface Call {
  /** Fires when the caller cancels or goes away. */
  readonly signal: AbortSignal;
}

export type Handler = (input: never, call: Call) => unknown;

/** A command as the server sees it: a schema that checks the input (absent between our own processes) and a handler. */
export interface Answer {
  readonly input?: z.ZodType;
  readonly handle: Handler;
}

export interface Served {
  announce(name: string, payload: unknown): void;
}

/** Open calls a caller may have at once; more is refused, since a socket may be anyone. */
const MAX_OPEN = 256;

/**
 * Answers one transport. Input is checked against its schema before a handler runs; whatever a handler throws leaves
 * as one of the closed list of codes.
 */
export function serve(transport: Transport, answers: ReadonlyMap<string, Answer>): Served {
  const open = new Map<number, AbortController>();

  async function answer(message: Extract<Message, { kind: 'call' }>): Promise<void> {
    const { id, name } = message;
    try {
      const found = answers.get(name);
      if (!found) throw new EngineError('unknown-command', name.slice(0, 100));
      if (open.size >= MAX_OPEN || open.has(id))
        throw new EngineError('bad-input', 'too many calls at once');
      const input = found.input ? toChecked(found.input, message.input, name) : message.input;
      const abort = new AbortController();
      open.set(id, abort);
      try {
        const output = await found.handle(input as never, { signal: abort.signal });
        transport.send({ kind: 'reply', id, output });
      } finally {
        open.delete(id);
      }
    } catch (error) {
      transport.send({ kind: 'failure', id, error: toSerialised(error) });
    }
  }

  transport.onMessage((message) => {
    if (message.kind === 'call') void answer(message);
    else if (message.kind === 'cancel') open.get(message.id)?.abort();
  });
  transport.onClose(() => {
    for (const abort of open.values()) abort.abort();
  });
  return { announce: (name, payload) => transport.send({ kind: 'event', name, payload }) };
}

function toChecked(schema: z.ZodType, input: unknown, name: string): unknown {
  const checked = schema.safeParse(input);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new EngineError(
    'bad-input',
    `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  );
}
