import { describe, expect, it } from 'vitest';
import { toArguments, type Output } from '../../engine/hosts/cli/command.ts';
import { importCommand } from '../../engine/hosts/cli/import.ts';
import { toQueueOptions } from '../../engine/hosts/cli/queue-options.ts';
import { toQueueAddress } from '#engine/queue/address';

describe('the address of a queue', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, isEncrypted: false, isLoopback: true }],
    [
      'rediss://me@10.0.0.5:7000/3',
      {
        host: '10.0.0.5',
        port: 7000,
        user: 'me',
        database: 3,
        isEncrypted: true,
        isLoopback: false,
      },
    ],
    [
      'redis://[::1]:6380',
      { host: '::1', port: 6380, isLoopback: true, shown: 'redis://[::1]:6380' },
    ],
    ['redis://127.0.0.1.evil.example', { isLoopback: false }],
    ['rediss://m%40e@host', { user: 'm@e', shown: 'rediss://host:6379' }],
  ])('%s', (text, wanted) => expect(toQueueAddress(text)).toMatchObject(wanted));

  it.each(['', 'localhost:6379', 'http://host', 'redis://', 'redis://host/x', 'redis://host/-1'])(
    'refuses %s',
    (text) =>
      expect(() => toQueueAddress(text)).toThrow(
        expect.objectContaining({ code: 'queue-address' }),
      ),
  );

  it('refuses a password in it, and does not repeat it', () => {
    for (const text of [
      'redis://me:geheim@host',
      'rediss://:geheim@host/x',
      'nonsense://me:geheim@host',
    ])
      expect(() => toQueueAddress(text)).toThrow(
        expect.objectContaining({
          code: 'queue-address',
          message: expect.not.stringContaining('geheim'),
        }),
      );
  });
});

describe('sending text to another machine', () => {
  const ask = (queue: string, ...said: readonly string[]) =>
    toQueueOptions(
      {
        paths: [],
        text: (option) => (option === 'queue' ? queue : undefined),
        has: (option) => said.includes(option),
      },
      { note: () => undefined } as unknown as Output,
    );
  it('is not asked of a Redis on this one', async () => {
    expect(await ask('redis://localhost')).toMatchObject({ mayFallBack: false, onGraphics: false });
  });
  it('is not taken for agreed to, nor for refused, where no queue is named', async () => {
    const out = { note: () => undefined } as unknown as Output;
    const given = (...argv: string[]) => toArguments(importCommand, ['in', ...argv]);
    expect(await toQueueOptions(given(), out)).toBeUndefined();
    for (const more of [['--queue-gpu'], ['--send-text'], ['--queue-password-file', 'f']])
      await expect(toQueueOptions(given(...more), out)).rejects.toThrow(
        `${more[0]} goes with --queue`,
      );
  });
  it('needs a yes, and another where the way is open', async () => {
    await expect(ask('rediss://host')).rejects.toThrow('--send-text');
    await expect(ask('redis://host', 'send-text')).rejects.toThrow('--accept-unencrypted');
    expect(await ask('rediss://host', 'send-text')).toBeDefined();
    expect(await ask('redis://host', 'send-text', 'accept-unencrypted')).toBeDefined();
  });
});
