import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createClient } from '#contract/client';
import { EngineError } from '#contract/errors';
import { createFrameReader, toFrame } from '#contract/frames';
import { serve } from '#contract/server';
import { createTransport, fromMessagePort } from '#contract/transports';
import { fromBytes, toBytes, type Transport } from '#contract/wire';
import { createChannels } from '#engine/workers/stdio';
import { fc } from '../random.ts';

interface Pair {
  readonly page: Transport;
  readonly engine: Transport;
}

/** The WebSocket has its own room: test/security drives it over a real socket. */
const carriers: Record<string, () => Pair> = {
  stdio() {
    const [up, down] = [new PassThrough(), new PassThrough()];
    return {
      page: createTransport(createChannels(down, up).open(0)),
      engine: createTransport(createChannels(up, down).open(0)),
    };
  },
  MessagePort() {
    const { port1, port2 } = new MessageChannel();
    return {
      page: createTransport(fromMessagePort(port1)),
      engine: createTransport(fromMessagePort(port2)),
    };
  },
};

type Calls = {
  echo: { input: unknown; output: unknown };
  wait: { input: null; output: never };
  fail: { input: null; output: never };
};

describe.each(Object.entries(carriers))('the wire over %s', (_name, connect) => {
  function start() {
    const { page, engine } = connect();
    const stopped = Promise.withResolvers<string>();
    serve(
      engine,
      new Map([
        ['echo', { handle: (input: unknown) => input }],
        [
          'wait',
          {
            handle: (_: null, { signal }: { signal: AbortSignal }) =>
              new Promise((_resolve, reject) => {
                signal.addEventListener('abort', () => {
                  stopped.resolve('stopped');
                  reject(new Error('stopped'));
                });
              }),
          },
        ],
        [
          'fail',
          {
            handle: () => {
              throw new EngineError('not-found', 'The fact');
            },
          },
        ],
      ]),
    );
    return {
      client: createClient<Calls, Record<string, never>>(page),
      stopped: stopped.promise,
      page,
      engine,
    };
  }

  it('brings values back as they were, columns and astral text too', async () => {
    const { client, page } = start();
    const value = {
      text: 'Ada 🚀 שלום',
      none: null,
      columns: new Float32Array([1, NaN, -0]),
      at: new Uint32Array([7]),
    };
    expect(await client.call('echo', value)).toEqual(value);
    page.close();
  });

  it('revives a failure with its code and its sentence', async () => {
    const { client, page } = start();
    const failure = await client.call('fail', null).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EngineError);
    expect(failure).toMatchObject({ code: 'not-found', subject: 'The fact' });
    page.close();
  });

  it('answers an unknown command with a code', async () => {
    const { client, page } = start();
    await expect(client.call('nonsense' as 'echo', null)).rejects.toMatchObject({
      code: 'unknown-command',
    });
    page.close();
  });

  it('tells the handler when the caller gives up', async () => {
    const { client, stopped, page } = start();
    const abort = new AbortController();
    const call = client.call('wait', null, { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(await stopped).toBe('stopped');
    page.close();
  });
});

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    const frames = fc.array(
      fc.record({ channel: fc.nat(0xffffffff), bytes: fc.uint8Array({ maxLength: 300 }) }),
    );
    fc.assert(
      fc.property(frames, fc.infiniteStream(fc.integer({ min: 1, max: 70 })), (sent, cuts) => {
        const whole = Buffer.concat(sent.map(({ channel, bytes }) => toFrame(channel, bytes)));
        const read = createFrameReader();
        const got = [];
        for (let at = 0; at < whole.length;) {
          const next = at + (cuts.next().value ?? 1);
          got.push(...read(whole.subarray(at, next)));
          at = next;
        }
        expect(got).toEqual(sent);
      }),
    );
  });

  it('of a stream that is not ours are refused', () => {
    const read = createFrameReader();
    expect(() => read(new TextEncoder().encode('GET / HTTP/1.1\r\n'))).toThrow(RangeError);
  });
});

describe('bytes from anyone', () => {
  it('are a message of ours, or nothing; never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const message = fromBytes(bytes);
        if (message)
          expect(['call', 'cancel', 'reply', 'failure', 'event']).toContain(message.kind);
      }),
    );
    expect(fromBytes(toBytes({ kind: 'cancel', id: 3 }))).toEqual({ kind: 'cancel', id: 3 });
  });
});
