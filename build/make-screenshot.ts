/**
 * Makes docs/graph.png, the picture in the README: imports samples/ with the real engine, opens the served page in a real
 * Chromium, selects one entity in the graph.
 *
 *   npm run build && node build/make-screenshot.ts          (CHROME_PATH names another browser than /usr/bin/chromium)
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'engine/hosts/cli.ts');
const SHOWN = 'Atlantic Telegraph Company';

const folder = mkdtempSync(join(tmpdir(), 'espalier-screenshot-'));
const project = join(folder, 'The Atlantic cable.espalier');
const env = { ...process.env, ESPALIER_DATA: folder };

function espalier(...args: readonly string[]): string {
  return execFileSync(process.execPath, [CLI, ...args], {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
}

function findShown(): string {
  const entities = espalier('entities', project, '--json').trim().split('\n');
  const shown = entities
    .map((line) => JSON.parse(line) as { readonly id: string; readonly name: string })
    .find(({ name }) => name === SHOWN);
  if (!shown) throw new Error(`The samples no longer speak of the ${SHOWN}.`);
  return shown.id;
}

async function takePicture(entity: string, path: string): Promise<void> {
  const server = spawn(process.execPath, [CLI, 'serve', project], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
    ],
  });
  try {
    const address = await new Promise<string>((found) => {
      createInterface({ input: server.stdout }).on('line', (line) => {
        const link = /http:\/\/\S+/.exec(line)?.[0];
        if (link) found(link);
      });
    });
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await page.goto(address);
    await page.goto(new URL(`/#/graph?entity=${entity}`, address).href);
    await page.locator('main canvas').first().waitFor();
    // Until the layout has come to rest; the page does not say when.
    await page.waitForTimeout(8000);
    await page.screenshot({ path });
  } finally {
    await browser.close();
    server.kill();
  }
}

try {
  espalier('import', join(ROOT, 'samples'), '--project', project);
  mkdirSync(join(ROOT, 'docs'), { recursive: true });
  await takePicture(findShown(), join(ROOT, 'docs/graph.png'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
