import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { exportToNeo4j, planNeo4j } from '#export/neo4j';
import { startBoltStub, type BoltStub, type StubOptions } from '../../neo4j/bolt-stub.ts';
import { toMessage } from '../../neo4j/packstream.ts';
import { small } from '../graph.ts';
import { toMirrorSource } from './mirror.ts';

const login = { user: 'neo4j', password: 'canary-8842' };
const patience = { attempts: 2, pause: 1, silence: 30_000 };
const stubs: BoltStub[] = [];
async function start(options: StubOptions): Promise<BoltStub> {
  const stub = await startBoltStub(options);
  stubs.push(stub);
  return stub;
}
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.close()));
});

const GIGABYTE = 2 ** 30;

/** Writes pieces for as long as they are taken, a gigabyte at most; gives how many bytes went out. */
function flood(socket: Socket, piece: Buffer): { sent: number } {
  const count = { sent: 0 };
  const more = (): void => {
    while (!socket.destroyed && count.sent < GIGABYTE) {
      count.sent += piece.length;
      if (!socket.write(piece)) return void socket.once('drain', more);
    }
  };
  more();
  return count;
}

describe('a server that means no good', () => {
  test('sends rows without end: cut off', async () => {
    const row = ['x/document/1', 'stamp', ['Document'], { path: 'm'.repeat(60_000) }, {}];
    const piece = toMessage(0x71, row);
    let count = { sent: 0 };
    const stub = await start({
      onPull: (socket, cypher) => {
        if (!cypher.includes('$prefix')) return false;
        count = flood(socket, piece);
        return true;
      },
    });
    const plan = planNeo4j(toMirrorSource(small), { uri: stub.uri, ...login }, { patience });
    await expect(plan).rejects.toMatchObject({ code: 'neo4j-oversized' });
    expect(count.sent).toBeLessThan(GIGABYTE / 2);
  }, 60_000);

  test('sends one record of a gigabyte: cut off before it is whole', async () => {
    const chunk = Buffer.alloc(2 + 0xffff, 0x61);
    chunk.writeUInt16BE(0xffff);
    let count = { sent: 0 };
    const stub = await start({
      onPull: (socket, cypher) => {
        if (!cypher.includes('$prefix')) return false;
        // A record whose first value is a text of a gigabyte.
        const head = Buffer.from([0, 8, 0xb1, 0x71, 0x95, 0xd2, 0x40, 0, 0, 0]);
        socket.write(head);
        count = flood(socket, chunk);
        return true;
      },
    });
    const before = process.memoryUsage().rss;
    const plan = planNeo4j(toMirrorSource(small), { uri: stub.uri, ...login }, { patience });
    await expect(plan).rejects.toMatchObject({ code: 'neo4j-oversized' });
    expect(count.sent).toBeLessThan(GIGABYTE);
    expect(process.memoryUsage().rss - before).toBeLessThan(GIGABYTE);
  }, 60_000);

  test('has things of other shapes than ours: drift, not a crash', async () => {
    const stub = await start({});
    const source = toMirrorSource(small);
    await exportToNeo4j(source, { uri: stub.uri, ...login }, { patience });
    for (const [uid, thing] of stub.graph.things) {
      const odd = { shelf: thing.shelf, labels: ['<b>', 'Entity'], properties: {}, links: {} };
      Object.assign(odd.properties, { name: 7, stamp: '<script>', project: ['x'], text: { a: 1 } });
      stub.graph.things.set(uid, odd);
    }
    const plan = await planNeo4j(source, { uri: stub.uri, ...login }, { patience });
    expect(plan).toMatchObject({ add: 0, change: 0, delete: 0 });
    expect(plan.drifted).toBe(stub.graph.things.size);
  });

  test('has a certificate that nobody vouches for: refused', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'espalier-tls-'));
    try {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const made = [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=stub',
      ];
      try {
        execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
      } catch {
        context.skip('openssl is not installed');
      }
      const tls = { key: readFileSync(key), cert: readFileSync(cert) };
      const stub = await start({ tls });
      const refused = exportToNeo4j(
        toMirrorSource(small),
        { uri: stub.uri, ...login },
        { patience },
      );
      await expect(refused).rejects.toMatchObject({ code: 'neo4j-untrusted' });
      // Who vouches for it himself may.
      const uri = stub.uri.replace('+s:', '+ssc:');
      await exportToNeo4j(toMirrorSource(small), { uri, ...login }, { patience });
      expect(stub.graph.things.size).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
