import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, listViolations, watch, type Watched } from './page.ts';

/**
 * What a person decides, in a real browser over the real engine on the sample project: the shipped model found what is
 * decided here, so a test asks for what there is instead of naming it where it can. The tests follow each other.
 */
const root = join(import.meta.dirname, '../..');
const cli = join(root, 'engine/hosts/cli.ts');
const home = mkdtempSync(join(tmpdir(), 'espalier-curation-'));
const env = { ...process.env, HOME: home, USERPROFILE: home, ESPALIER_DATA: join(home, 'data') };

let server: ChildProcess;
let browser: Browser;
let watched: Watched;
let page: Page;

beforeAll(async () => {
  const papers = join(home, 'papers');
  const project = join(home, 'cable.espalier');
  cpSync(join(root, 'samples'), papers, { recursive: true });
  await promisify(execFile)(process.execPath, [cli, 'import', papers, '--project', project], {
    env,
  });
  server = spawn(process.execPath, [cli, 'serve', project], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((found) => {
    if (server.stdout)
      createInterface({ input: server.stdout }).on('line', (line) => {
        const link = /http:\/\/\S+/.exec(line)?.[0];
        if (link) found(link);
      });
  });
  browser = await launch();
  watched = await watch(browser, address);
  page = watched.page;
  await page.getByRole('navigation').getByRole('button', { name: 'Review' }).waitFor();
}, 180_000);

afterAll(async () => {
  await browser.close();
  const gone = new Promise((resolve) => server.once('close', resolve));
  server.kill();
  await gone;
  rmSync(home, { recursive: true, force: true });
});

async function go(letter: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press(letter);
}

/** A busy machine takes its time. */
function eventually<Value>(read: () => Promise<Value>) {
  return expect.poll(read, { timeout: 20_000, interval: 20 });
}

/** Rows of the table without its head. */
const rows = () => page.getByRole('main').locator('[role=row][aria-selected]');
const status = (text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor();

/** What the table says it lists: of long lists, and beside an open panel, fewer rows are on the page. */
const said = async (noun: RegExp) =>
  parseInt((await page.getByRole('main').getByText(noun).first().textContent()) ?? '', 10);
const ENTITIES = /^\d+ entit(?:y|ies)$/;

/**
 * How many rows a filter leaves, once the table shows them and no longer those before it: all of them are on the page
 * then, as many as are said, and more than `before`, which the table showed last. Only for what fits the window.
 */
async function countFiltered(noun: RegExp, before: number): Promise<number> {
  const isShown = async () => {
    const count = await rows().count();
    return count > before && count === (await said(noun));
  };
  await eventually(isShown).toBe(true);
  return rows().count();
}

test('two names are merged by their keys, and undone', async () => {
  await go('e');
  await page.getByRole('searchbox', { name: 'Find an entity' }).fill('gutta percha company');
  await status(/^[2-9] entities$/);
  const before = await rows().count();
  await page.getByRole('grid').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+J');
  await page.getByText('2 ticked').waitFor();
  await page.keyboard.press('m');
  const panel = page.getByRole('region', { name: /^Merge / });
  await panel
    .getByRole('button', { name: 'Merge 2 entities' })
    .and(page.locator(':enabled'))
    .waitFor();
  await panel.getByText(/names? in .* to another entity/).waitFor();
  expect(await listViolations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText(/^Merged /).waitFor();
  await eventually(() => rows().count()).toBe(before - 1);
  // What is left is looked at, and nothing stays ticked.
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor();
  expect(await page.getByText('No longer in the graph').count()).toBe(0);
  expect(await page.getByText(/\d ticked/).count()).toBe(0);
  await page.keyboard.press('z');
  await page.getByText('Undone. The graph is as it was before.').waitFor();
  await eventually(() => rows().count()).toBe(before);
}, 60_000);

test('one name is pulled onto another; all that a filter shows are hidden by Enter, and brought back', async () => {
  await go('e');
  await page.getByRole('searchbox', { name: 'Find an entity' }).fill('telegraph');
  const before = await countFiltered(ENTITIES, 5);
  await rows().nth(2).dragTo(rows().nth(0));
  const merge = page.getByRole('button', { name: 'Merge 2 entities' });
  await merge.and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('Enter');
  await merge.waitFor({ state: 'detached' });
  await eventually(() => said(ENTITIES)).toBe(before - 1);
  // In the panel of the next merge one chooses whose name stays; the keys of the window work there too.
  await page.getByRole('grid').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+J');
  await page.keyboard.press('m');
  const keeps = page.getByRole('radio');
  await eventually(() => keeps.first().evaluate((radio) => radio.matches(':focus'))).toBe(true);
  await page.keyboard.press('z');
  await eventually(() => said(ENTITIES)).toBe(before);
  await page.keyboard.press('Escape');
  await keeps.first().waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Tick all' }).click();
  await page.getByText(`${before} ticked`).waitFor();
  await page.keyboard.press('h');
  const hide = page.getByRole('button', { name: `Hide ${before} entities`, exact: false }).last();
  await hide.and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('Enter');
  await hide.waitFor({ state: 'detached' });
  await page.getByText('No entity fits').waitFor();
  await page.keyboard.press('z');
  await eventually(() => said(ENTITIES)).toBe(before);
}, 60_000);

test('a fact that was rejected stays out when its document is read again', async () => {
  await go('f');
  await page.getByRole('searchbox', { name: 'Find in facts' }).fill('sarah hart');
  const before = await countFiltered(/^\d+ facts?$/, 0);
  await page.getByRole('grid').focus();
  await page.keyboard.press('j');
  const says = await page.locator('[role=row][aria-selected=true]').textContent();
  await page.getByRole('complementary').getByText('Rejecting it:').waitFor();
  await page.keyboard.press('r');
  await page.getByText('1 fact rejected.').waitFor();
  await eventually(() => rows().count()).toBe(before - 1);

  await go('d');
  await page.getByRole('searchbox', { name: 'Find a document' }).fill('slough');
  await page.getByRole('grid').focus();
  await page.keyboard.press('j');
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByText(/^Import finished/).waitFor({ timeout: 60_000 });
  await go('f');
  await page.getByRole('searchbox', { name: 'Find in facts' }).fill('sarah hart');
  await eventually(() => rows().count()).toBe(before - 1);
  expect(await rows().allTextContents()).not.toContain(says);
  await page.locator('#view').focus();
  await page.keyboard.press('z');
  await eventually(() => rows().count()).toBe(before);
}, 120_000);

test('places that name another are split off, and joined again by undo', async () => {
  await go('e');
  await page.getByRole('searchbox', { name: 'Find an entity' }).fill('brighton');
  await status(/^1 entity$/);
  await page.getByRole('grid').focus();
  await page.keyboard.press('j');
  const inspector = page.getByRole('complementary');
  await inspector.getByRole('heading', { name: 'Brighton' }).waitFor();
  await page.keyboard.press('s');
  const places = inspector.locator('li button[aria-pressed]');
  await places.first().press('Enter');
  const panel = page.getByRole('region', { name: 'Split Brighton' });
  await panel
    .getByRole('button', { name: 'Split off 1 name' })
    .and(page.locator(':enabled'))
    .click();
  await page.getByText('1 name split off Brighton.').waitFor();
  await eventually(() => rows().count()).toBe(2);
  await page.getByRole('grid').focus();
  await page.keyboard.press('z');
  await eventually(() => rows().count()).toBe(1);
}, 60_000);

test('questions are answered by one key each; a decision in the middle is undone in History', async () => {
  await go('v');
  const main = page.getByRole('main');
  const left = async () =>
    Number(/\d+/.exec((await main.getByText(/ left$/).textContent()) ?? '')?.[0] ?? 0);
  /** Presses until `until` questions are left; one in three is a no, so that both answers are given. */
  async function answer(until: number, yes: string, no: string): Promise<void> {
    const button = main.getByRole('button', { name: /^(The same|It says so)/ });
    for (let at = 0; at < 200 && (await left()) > until; at++) {
      const question = await main.locator('h3 bdi, p bdi').allTextContents();
      await page.keyboard.press(at % 3 === 0 ? no : yes);
      const isNext = async () =>
        !(await button.isVisible()) ||
        String(await main.locator('h3 bdi, p bdi').allTextContents()) !== String(question);
      await eventually(isNext).toBe(true);
    }
    expect(await left()).toBeLessThanOrEqual(until);
  }
  await main.getByText(/ left$/).waitFor();
  expect(await left()).toBeGreaterThan(50);
  expect(await listViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Same or not?' }).click();
  await main.getByRole('button', { name: /^The same/ }).waitFor();
  await answer(0, 'm', 'n');
  await main.getByText('All questions are answered').waitFor();
  await page.getByRole('button', { name: 'Uncertain facts' }).click();
  await main.getByRole('button', { name: /^It says so/ }).waitFor();
  await answer((await left()) - 12, 'a', 'r');
  const question = () => main.locator('p bdi').allTextContents();
  await main.getByRole('button', { name: /^It says so/ }).waitFor();
  const here = await question();
  await page.keyboard.press('l');
  await eventually(question).not.toEqual(here);
  await page.keyboard.press('z');
  await eventually(question).toEqual(here);
  await page.keyboard.press('z');
  await eventually(question).not.toEqual(here);
  const open = await left();

  await go('h');
  await page.getByRole('grid').focus();
  for (let row = 0; row < 3; row++) await page.keyboard.press('j');
  const chosen = page.locator('[role=row][aria-selected=true]');
  await chosen.getByText('In force').waitFor();
  await page.keyboard.press('u');
  const tied = page.getByRole('button', { name: /^Undo all/ });
  await chosen.getByText('Undone').or(tied).first().waitFor();
  if (await tied.isVisible()) await tied.click();
  await chosen.getByText('Undone').waitFor();
  expect(await listViolations(page)).toEqual([]);
  await go('v');
  await main.getByText(/ left$/).waitFor();
  await eventually(left).toBeGreaterThan(open);
  expect(watched.complaints).toEqual([]);
}, 240_000);
