import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { startHome } from './home.ts';
import { launch, listViolations, watch } from './page.ts';

const NOTE =
  'Mary Whitlock works for Acme in Leeds, and Jordan wrote about Whitby Cables to John Smith.';

/** Selects words of the reader, as a person does with the mouse. */
async function selectWords(page: Page, wanted: string): Promise<void> {
  await page.evaluate((needle) => {
    const reader = document.querySelector('[data-reader]');
    const walker = document.createTreeWalker(reader ?? document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(needle) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + needle.length);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      return;
    }
  }, wanted);
}

/** The true engine and the shipped model: why a fact is missing, how the sentence was read, and what a switch takes away. */
test('see through a sentence', async () => {
  const { home, address } = await startHome();
  mkdirSync(join(home, 'One'));
  writeFileSync(join(home, 'One', 'note.txt'), NOTE);
  const browser = await launch();
  onTestFinished(() => browser.close());
  const { page, complaints } = await watch(browser, address);
  const picture = async (name: string) => {
    const folder = process.env['SCREENSHOTS'];
    if (folder) await page.screenshot({ path: join(folder, `xray-${name}.png`) });
  };
  await page.getByRole('button', { name: 'Choose a folder…' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'One', exact: true }).press('Enter');
  await page
    .getByRole('dialog')
    .getByText(/^1 document /)
    .waitFor();
  await page.getByRole('button', { name: 'Choose this folder' }).press('Enter');
  await page
    .getByText(/^Import finished/)
    .first()
    .waitFor({ timeout: 60_000 });
  await page.getByRole('row', { name: /note\.txt/ }).dblclick();
  await page.getByText('Whitby Cables').first().waitFor();

  await selectWords(page, 'Whitby Cables');
  await page.getByRole('button', { name: /^Why is there no fact/ }).click();
  const why = page.getByRole('region', { name: 'Why is there no fact?' });
  await why.getByRole('combobox', { name: 'and' }).selectOption({ label: 'Jordan' });
  const line = why.getByRole('listitem').filter({ hasText: /Jordan works for Whitby Cables/ });
  await line.waitFor({ timeout: 60_000 });
  expect(await line.textContent()).toMatch(/That nothing connects them is likelier/);
  expect(await listViolations(page)).toEqual([]);
  await picture('why');
  await line.getByRole('button', { name: /^Add this fact/ }).press('Enter');
  const added = page.getByRole('button', { name: /^Add the fact/ });
  await expect.poll(() => added.isEnabled()).toBe(true);
  await added.press('Enter');
  await page
    .getByRole('region', { name: 'Facts in this document' })
    .getByText(/Whitby Cables/)
    .first()
    .waitFor();

  await selectWords(page, 'Leeds');
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: /^X-ray/ })
    .click();
  const grid = page.getByRole('grid');
  await grid.waitFor();
  const cells = grid.getByRole('gridcell');
  const words = NOTE.replace(/([,.])/g, ' $1').split(' ');
  // With the empty corner.
  expect(await cells.count()).toBe(words.length ** 2 + 1);
  expect(await grid.getByRole('columnheader').allTextContents()).toEqual(words);
  // By keys alone: from the first word to the cell of the two last words of a stated fact.
  const home0 = grid.getByRole('gridcell', { name: 'Mary: Person begins' });
  await home0.focus();
  await page.keyboard.press('ArrowDown');
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
  const focused = page.locator(':focus');
  expect(await focused.getAttribute('aria-label')).toMatch(/^Whitlock, Acme: → works for \d+/);
  await page.getByText('This cell was read to decide.').waitFor();
  const nearly = page.getByRole('heading', { name: 'What the model nearly said' });
  await nearly.waitFor();
  const stated = page.getByText('No fact is stated here.');
  expect(await stated.count()).toBe(0);
  // The line is drawn again as it is moved.
  await page.getByRole('slider', { name: 'State facts from' }).press('End');
  await stated.waitFor();
  await page
    .getByText(/^It is below the/)
    .first()
    .waitFor();
  expect(await listViolations(page)).toEqual([]);
  await picture('light');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await listViolations(page)).toEqual([]);
  await picture('dark');

  await page.getByRole('button', { name: 'Models' }).press('Enter');
  const works = page.getByRole('switch', { name: /^works for/ });
  await works.press('Enter');
  await expect.poll(() => works.getAttribute('aria-checked')).toBe('false');
  expect(await listViolations(page)).toEqual([]);
  await page.goBack();
  await page.getByText('Switched off in this project: works for.').waitFor({ timeout: 60_000 });
  expect(complaints).toEqual([]);
}, 240_000);
