import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** A person's home with the sample folder in it, and an engine that serves this person. */
export async function startHome(): Promise<{ readonly home: string; readonly address: string }> {
  const home = mkdtempSync(join(tmpdir(), 'espalier-walk-'));
  cpSync(join(root, 'samples'), join(home, 'Cable papers'), { recursive: true });
  const server = spawn(process.execPath, [join(root, 'engine/hosts/cli.ts'), 'serve'], {
    env: { ...process.env, HOME: home, USERPROFILE: home, ESPALIER_DATA: join(home, 'data') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const gone = new Promise((resolve) => server.once('close', resolve));
    server.kill();
    await gone;
    rmSync(home, { recursive: true, force: true });
  });
  const address = await new Promise<string>((found) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const link = /http:\/\/\S+/.exec(line)?.[0];
      if (link) found(link);
    });
  });
  return { home, address };
}
