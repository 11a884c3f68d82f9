import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fromSerialised, toSerialised } from '#contract/errors';
import { createCredentials } from '#engine/outgoing/credentials';
import type { Jobs } from '#engine/jobs';
import { createNeo4jHandlers } from '#engine/outgoing/neo4j-handlers';
import { Failure } from '#domain/failure';
import { startBoltStub } from '../../neo4j/bolt-stub.ts';
import { makeProject } from '../make-project.ts';

const canary = 'canary-e41c-7788';

/** Everything that the folder holds, and what the program said. */
function listBytes(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'password')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}

test.each([
  ['a write that works', undefined],
  ['a password that is refused', 'Neo.ClientError.Security.Unauthorized'],
  ['a write that breaks', 'Neo.DatabaseError.General.UnknownError'],
])(
  'the password is in no file, output or argument: %s',
  async (_, code) => {
    const project = makeProject(2);
    const { path } = project;
    project.close();
    const folder = dirname(path);
    const stub = await startBoltStub({
      onStep: (step) =>
        code !== undefined && step === (code.includes('Security') ? 'logon' : 'run')
          ? { kind: 'fail', code }
          : undefined,
    });
    onTestFinished(() => stub.close());
    writeFileSync(join(folder, 'password'), `${canary}\n`);
    const cli = join(import.meta.dirname, '../../../engine/hosts/cli.ts');
    let seen = '';
    const said = await new Promise<string>((resolve) => {
      const args = [cli, 'export', path, '--to', 'neo4j', '--uri', stub.uri, '--json'];
      const child = execFile(
        process.execPath,
        [
          ...args,
          '--out',
          join(folder, 'graph.cypher.md'),
          '--password-file',
          join(folder, 'password'),
        ],
        (error, stdout, stderr) => resolve(`${error?.code ?? 0} ${stdout} ${stderr}`),
      );
      if (process.platform === 'linux')
        seen = ['cmdline', 'environ']
          .map((name) => readFileSync(`/proc/${child.pid}/${name}`, 'latin1'))
          .join();
    });
    expect(said).toMatch(code === undefined ? /^0 .*"written"/su : /^1 /u);
    const page = join(folder, 'graph.cypher.md');
    expect(existsSync(page)).toBe(code === undefined);
    if (code === undefined) expect(readFileSync(page, 'utf8')).toContain('MATCH (e:Entity)');
    // It did reach the server.
    expect(stub.heard().includes(canary)).toBe(true);
    for (const text of [said, seen, ...listBytes(folder)]) expect(text).not.toContain(canary);
  },
  60_000,
);

test('the engine asks for it once, and gives it to nobody', async () => {
  const credentials = createCredentials();
  const asked: string[] = [];
  const jobs = {
    planNeo4j: ({ connection }: { connection: { password: string } }) => {
      asked.push(connection.password);
      return connection.password === canary
        ? Promise.resolve({ add: 0 })
        : Promise.reject(new Failure('neo4j-unauthorised', 'bolt://localhost'));
    },
  } as unknown as Jobs;
  const handlers = createNeo4jHandlers(credentials, () => jobs);
  const login = { uri: 'bolt://localhost', user: 'neo4j' };
  const input = {
    ...login,
    preset: 'everything' as const,
    isOverwriting: false,
    isOpenAccepted: false,
  };
  const call = { signal: AbortSignal.timeout(1000) } as Parameters<
    (typeof handlers)['export.planNeo4j']
  >[1];
  const plan = async (password?: string) =>
    handlers['export.planNeo4j'](
      { ...input, ...(password === undefined ? {} : { password }) },
      call,
    );
  await expect(plan()).rejects.toMatchObject({ code: 'neo4j-password' });
  await expect(plan('wrong')).rejects.toMatchObject({ code: 'neo4j-unauthorised' });
  await plan(canary);
  expect(JSON.stringify(await plan())).not.toContain(canary);
  expect(asked).toEqual(['wrong', canary, canary]);
  const logins = await handlers['export.listNeo4jLogins']({}, call);
  expect(logins).toEqual([login]);
  await handlers['export.forgetNeo4jLogin'](login, call);
  await expect(plan()).rejects.toMatchObject({ code: 'neo4j-password' });
  // What crosses to the page names the address and nothing else.
  const crossed = toSerialised(new Failure('neo4j-failed', 'bolt://localhost', new Error(canary)));
  expect(JSON.stringify([crossed, fromSerialised(crossed).message])).not.toContain(canary);
});
