/**
 * Fifty questions of Review answered by keyboard in a real browser, as somebody would who never saw it, with pictures to look at.
 *
 *   node test/bench/review.ts PROJECT.espalier FOLDER [--answers 50]
 *
 * The project is copied first, the page must be built. Printed: milliseconds from a key to the next question on the screen, and
 * from a key to the count that says it was written. Pictures (light, dark, 200 %) go to FOLDER.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launch, watch } from '../e2e/page.ts';
import { root } from '../line/command.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { answers: { type: 'string', default: '50' } },
});
const [from = '', pictures = ''] = positionals;
const wanted = Number(values.answers);
mkdirSync(pictures, { recursive: true });

const home = mkdtempSync(join(tmpdir(), 'espalier-review-'));
const project = join(home, 'papers.espalier');
copyFileSync(from, project);
const env = { ...process.env, HOME: home, ESPALIER_DATA: join(home, 'data') };
const cli = join(root, 'engine/hosts/cli.ts');
const server = spawn(process.execPath, [cli, 'serve', project], {
  env,
  stdio: ['pipe', 'pipe', 'inherit'],
});
const address = await new Promise<string>((found) => {
  createInterface({ input: server.stdout }).on('line', (line) => {
    const link = /http:\/\/\S+/.exec(line)?.[0];
    if (link) found(link);
  });
});
const browser = await launch();

/** What the view asks at present: its heading, and both names. */
const readQuestion = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const region = document.querySelector('[role=region][aria-live=polite]');
    const heads = [...(region?.querySelectorAll('h2, h3, p.text-lg') ?? [])];
    return heads.map((head) => head.textContent.trim()).join(' | ');
  });

try {
  const { page, complaints } = await watch(browser, address);
  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });
  await page.getByRole('navigation').getByRole('button', { name: 'Review' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('v');
  await page.getByRole('region', { name: 'Review' }).waitFor();
  await picture('review-1');
  const times: number[] = [];
  for (let n = 0; n < wanted; n += 1) {
    let before = await readQuestion(page);
    for (let wait = 0; before === '' && wait < 500; wait += 1) {
      await new Promise((wake) => setTimeout(wake, 20));
      before = await readQuestion(page);
    }
    if (before === '') break;
    const isLink = before.startsWith('Are these');
    const key = isLink ? (n % 3 === 0 ? 'n' : 'm') : n % 3 === 0 ? 'r' : 'a';
    const began = performance.now();
    await page.keyboard.press(key);
    for (;;) {
      const now = await readQuestion(page);
      if (now !== before && now !== '') break;
      if (performance.now() - began > 15_000) throw new Error(`no answer to ${before}`);
      await new Promise((wake) => setTimeout(wake, 4));
    }
    times.push(performance.now() - began);
    if (n === 4 || n === 20) await picture(`review-${n + 2}`);
    // Somebody reads before the next key.
    await new Promise((wake) => setTimeout(wake, 400));
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]?.toFixed(0);
  process.stdout.write(
    `${times.length} answers; ms to the next question: median ${at(0.5)}, nine of ten ${at(0.9)}, worst ${at(1)}\n`,
  );
  await page.keyboard.press('z');
  await page.waitForTimeout(800);
  await picture('review-undone');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture('review-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  // 200 %: half the room for everything.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.waitForTimeout(300);
  await picture('review-200');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.getByRole('grid').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.waitForTimeout(800);
  await picture('history');
  // The other views of curation, for the eye.
  const go = async (letter: string) => {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await page.getByRole('grid').first().waitFor();
    await page.waitForTimeout(500);
  };
  await go('e');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.waitForTimeout(700);
  await picture('entity');
  await page.keyboard.press('s');
  await page.waitForTimeout(900);
  await picture('split');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+J');
  await page.keyboard.press('m');
  await page.waitForTimeout(900);
  await picture('merge');
  await page.keyboard.press('Escape');
  await go('f');
  await page.getByRole('button', { name: 'Decided' }).click();
  await page.waitForTimeout(400);
  await picture('facts-states');
  await page.getByRole('menuitemcheckbox', { name: 'rejected' }).click();
  await page.keyboard.press('Escape');
  await page.waitForTimeout(400);
  await page.keyboard.press('j');
  await page.waitForTimeout(700);
  await picture('facts-rejected');
  await page.keyboard.press('a');
  await page.waitForTimeout(700);
  await picture('facts-brought-back');
  process.stdout.write(complaints.map((line) => `complaint: ${line}\n`).join(''));
} finally {
  await browser.close();
  const gone = new Promise((resolve) => server.once('close', resolve));
  server.kill();
  await gone;
  rmSync(home, { recursive: true, force: true });
}
