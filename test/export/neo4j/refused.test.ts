import { createServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { exportToNeo4j, planNeo4j } from '#export/neo4j';
import { small } from '../graph.ts';
import { toMirrorSource } from './mirror.ts';

describe('without a server', () => {
  const nobody = { user: 'neo4j', password: 'canary-77' };

  test.each([
    ['http://localhost:7474', 'neo4j-address'],
    ['localhost:7687', 'neo4j-address'],
    ['', 'neo4j-address'],
    ['bolt://neo4j:canary-77@localhost', 'neo4j-address'],
    ['neo4j://graph.example.org', 'neo4j-unencrypted'],
    ['bolt://192.0.2.7:7687', 'neo4j-unencrypted'],
  ])('%s is refused before anything is sent', async (uri, code) => {
    const refused = planNeo4j(toMirrorSource(small), { uri, ...nobody });
    await expect(refused).rejects.toMatchObject({ code });
    await refused.catch((error: unknown) => expect(String(error)).not.toContain('canary-77'));
  });

  async function listen(
    onBytes: (write: (bytes: Uint8Array) => void) => void,
  ): Promise<{ server: Server; uri: string }> {
    const silent = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => onBytes((bytes) => socket.write(bytes)));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    return { server: silent, uri: `bolt://127.0.0.1:${(silent.address() as AddressInfo).port}` };
  }

  test('a silent server can be left within a second', async () => {
    const { server: silent, uri } = await listen(() => {});
    const cancel = new AbortController();
    const began = performance.now();
    setTimeout(() => cancel.abort(), 200);
    await expect(
      exportToNeo4j(toMirrorSource(small), { uri, ...nobody }, { signal: cancel.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - began).toBeLessThan(1200);
    silent.close();
  });

  test('a server that is none', async () => {
    const { server: web, uri } = await listen((write) =>
      write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    await expect(planNeo4j(toMirrorSource(small), { uri, ...nobody })).rejects.toMatchObject({
      code: 'neo4j-address',
    });
    web.close();
  });

  test('a server that only speaks what we do not', async () => {
    const { server: old, uri } = await listen((write) => write(Buffer.from([0, 0, 0, 0])));
    await expect(planNeo4j(toMirrorSource(small), { uri, ...nobody })).rejects.toMatchObject({
      code: 'neo4j-unsupported',
    });
    old.close();
  });
});
