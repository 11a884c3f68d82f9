import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFake } from '../renderer/fake-serve.ts';
import { launch, listViolations, watch } from './page.ts';

/** The built page in a real browser, under its content policy, over an engine that answers from memory. */
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const hex = (number: number) => number.toString(16).padStart(24, '0');
const views = [
  ['documents', '#/documents?document=%2Fsamples%2Fcable%2Fboard-letter.docx'],
  ['reader', `#/reader/d${hex(1)}?fact=t${hex(1)}`],
  ['graph', `#/graph?entity=e${hex(10)}`],
  ['entities', `#/entities?entity=e${hex(3)}`],
  ['facts', `#/facts?fact=t${hex(1)}`],
  ['review', '#/review'],
  ['history', '#/history'],
  ['export', '#/export'],
  ['models', '#/models'],
] as const;

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  test('every view is free of violations, complaints and foreign requests', async () => {
    const fake = await startFake({ start: 'full', importTakes: 0 });
    const { page, complaints } = await watch(browser, fake.url, scheme);
    for (const [view, hash] of views) {
      await page.goto(fake.url + hash);
      await page.getByRole('main').locator('.bone').first().waitFor({ state: 'detached' });
      await page
        .locator(view === 'graph' ? 'main canvas' : 'main')
        .first()
        .waitFor();
      // Review has the room to itself while nothing is selected.
      const last =
        view === 'review'
          ? page.getByRole('button', { name: /^The same/ })
          : page.getByRole('complementary');
      await last.first().waitFor();
      expect({ view, wrong: await listViolations(page) }).toEqual({ view, wrong: [] });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
    fake.close();
  });
});

test('from a folder to the proof, with the keyboard alone', async () => {
  const fake = await startFake({ start: 'none', importTakes: 600 });
  const { page, complaints } = await watch(browser, fake.url);
  await page.getByRole('button', { name: 'Choose a folder…' }).press('Enter');
  await page.getByRole('dialog').getByText('12 documents').waitFor();
  await page.getByRole('button', { name: 'Choose this folder' }).press('Enter');
  await page.getByRole('progressbar').first().waitFor();
  await page.getByText('5 read').waitFor();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('whiteh');
  await page.getByRole('option', { name: 'Wildman Whitehouse' }).first().waitFor();
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary');
  await inspector.getByRole('heading', { name: 'Wildman Whitehouse' }).waitFor();
  expect(page.url()).toContain(`entity=e${hex(2)}`);

  await inspector.getByRole('button', { name: /works for/ }).press('Enter');
  await inspector.getByText('Stated in 3 sentences of 2 documents').waitFor();
  await inspector.getByRole('button', { name: /The Company/ }).press('Enter');
  const text = page.getByRole('region', { name: 'Text of The Company' });
  await text.locator('[data-place=subject]').waitFor();
  expect(await text.locator('[data-place=subject]').textContent()).toBe('Wildman Whitehouse');
  expect(await text.locator('[data-place=object]').textContent()).toBe(
    'Atlantic Telegraph Company',
  );

  await page.keyboard.press(']');
  await page.getByRole('region', { name: 'Text of The professor and the surgeon' }).waitFor();
  expect(await page.locator('main [data-place=subject]').textContent()).toBe('Whitehouse');
  await page.goBack();
  await inspector.getByText('Stated in 3 sentences of 2 documents').waitFor();
  expect(await page.title()).toContain('Wildman Whitehouse works for');
  expect(complaints).toEqual([]);
  await page.context().close();
  fake.close();
});

test('facts are narrowed, sorted and walked; the address keeps the place', async () => {
  const fake = await startFake({ start: 'full', importTakes: 0 });
  const { page } = await watch(browser, `${fake.url}#/facts`);
  const rows = page.getByRole('row');
  await page.getByText('19 facts', { exact: true }).first().waitFor();

  await page.locator('[aria-haspopup=menu]', { hasText: /^Fact$/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /is based in/ }).click();
  await page.keyboard.press('Escape');
  await page.locator('main').getByText('4 facts').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();

  await page.getByRole('columnheader', { name: 'Subject' }).getByRole('button').click();
  await page
    .getByRole('columnheader', { name: 'Subject' })
    .and(page.locator('[aria-sort=ascending]'))
    .waitFor();
  await rows.nth(1).getByText('Atlantic Telegraph Company').first().waitFor();

  await page.getByRole('grid').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page
    .locator('[role=row][aria-selected=true]')
    .getByText('Charles Bright', { exact: true })
    .waitFor();
  const before = page.url();
  await page.reload();
  await page.locator('[role=row][aria-selected=true]').waitFor();
  expect(page.url()).toBe(before);
  await page.context().close();
  fake.close();
});

test('a million facts scroll to their end with few rows in the page', async () => {
  const fake = await startFake({ start: 'full', importTakes: 0, facts: 1_000_000 });
  const { page } = await watch(browser, `${fake.url}#/facts`);
  const grid = page.getByRole('grid');
  await grid.getByRole('row').nth(3).waitFor();
  await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await grid.locator('[aria-rowindex="1000001"] mark').first().waitFor();
  expect(await grid.getByRole('row').count()).toBeLessThan(60);
  await page.context().close();
  fake.close();
});

test('the graph, drawn and as an outline, shows and changes the one selection', async () => {
  const fake = await startFake({ start: 'full', importTakes: 0 });
  const { page, complaints } = await watch(browser, `${fake.url}#/graph`);
  const inspector = page.getByRole('complementary');
  await page.getByRole('application', { name: /21 entities and 19 connections/ }).waitFor();
  await page.getByRole('combobox', { name: 'Find in graph' }).fill('gooch');
  await page.keyboard.press('Enter');
  await inspector.getByRole('heading', { name: 'Daniel Gooch' }).waitFor();

  await page.getByRole('button', { name: 'Only its surroundings' }).click();
  await page.getByText('Around Daniel Gooch, 1 step').waitFor();
  await page.getByRole('application', { name: /2 entities and 1 connection/ }).waitFor();
  await page.getByRole('button', { name: '2 steps' }).click();
  await page.getByRole('application', { name: /4 entities/ }).waitFor();
  await page.getByRole('button', { name: 'Most connected' }).click();

  await page.getByRole('button', { name: /^Places/ }).click();
  await page.getByRole('application', { name: /12 entities/ }).waitFor();
  await page.getByRole('button', { name: 'Outline' }).click();
  await page.getByRole('button', { name: 'Atlantic Telegraph Company: 4 connections' }).click();
  await page.getByRole('button', { name: /Cyrus Field works for/ }).click();
  await inspector.getByText('Stated in 3 sentences').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
  fake.close();
});

test('a lost pipe is said, what was there stays, and the page comes back by itself', async () => {
  const fake = await startFake({ start: 'full', importTakes: 0 });
  const { page } = await watch(browser, `${fake.url}#/entities`);
  await page.getByRole('grid').getByText('William Thomson').waitFor();
  fake.cut();
  await page.getByRole('alert').waitFor();
  await page.getByRole('grid').getByText('William Thomson').waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.getByRole('columnheader', { name: 'Facts' }).getByRole('button').click();
  await page.locator('[aria-sort=descending]', { hasText: 'Facts' }).waitFor();
  expect(await page.getByRole('row').nth(1).textContent()).toContain('Atlantic Telegraph Company');
  await page.context().close();
  fake.close();
});
