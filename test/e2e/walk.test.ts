import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startHome } from './home.ts';
import { launch, listViolations, watch } from './page.ts';

/**
 * The five-minute walk of a new user: true engine, its workers, the shipped model, the built page, a real browser.
 * Nothing is faked, so it is slow and there is one of it.
 */
const root = join(import.meta.dirname, '../..');

/** The sentences that walk.md ends at. */
function listProofs(): readonly string[] {
  return readFileSync(join(root, 'test/fixtures/samples/walk.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('> '))
    .map((line) => line.slice(2));
}

test('import a folder, find a person, read the proof, take it along', async () => {
  const { home, address } = await startHome();
  const browser = await launch();
  onTestFinished(() => browser.close());
  const { page, complaints } = await watch(browser, address);

  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cable papers' }).click();
  await page.getByRole('dialog').getByText('30 documents').waitFor();
  await page.getByRole('button', { name: 'Choose this folder' }).click();
  await page
    .locator('main')
    .getByText('30 read', { exact: true })
    .first()
    .waitFor({ timeout: 110_000 });

  await page.keyboard.press('Control+k');
  await page.keyboard.type('tawell');
  await page.getByRole('option', { name: 'John Tawell' }).first().waitFor();
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary');
  await inspector.getByRole('heading', { name: 'John Tawell' }).waitFor();
  await inspector.getByRole('button', { name: /killed.*Sarah Hart/ }).click();
  await inspector.getByText('slough-1845.txt').first().click();
  const text = page.getByRole('region', { name: /slough-1845/ });
  expect(await text.locator('[data-place=object]').first().textContent()).toBe('Sarah Hart');
  expect(await listViolations(page)).toEqual([]);

  // Who types faster than answers come is taken where he meant to go.
  for (const [typed, name] of [
    ['gooch', 'Daniel Gooch'],
    ['tawell', 'John Tawell'],
  ] as const) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await inspector.getByRole('heading', { name }).waitFor();
  }

  // A PDF is read as it looks, with the fact's two arguments boxed on the page.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('crampton');
  await page.getByRole('option', { name: 'Thomas Crampton' }).first().waitFor();
  await page.keyboard.press('Enter');
  await inspector.getByRole('heading', { name: 'Thomas Crampton' }).waitFor();
  await inspector.getByRole('button', { name: /lives in.*Broadstairs/ }).click();
  await inspector.getByText('channel-cable-1850.pdf').first().click();
  const sheet = page.getByRole('group', { name: 'Page 1 of 1' });
  await sheet.locator('img').waitFor();
  const [subject, object] = await Promise.all(
    ['subject', 'object'].map((side) =>
      sheet.locator(`[data-place=${side}]`).first().boundingBox(),
    ),
  );
  // "Thomas Crampton, a railway engineer born in Broadstairs": on one line, the second right of the first.
  expect(Math.abs((subject?.y ?? 0) - (object?.y ?? 99))).toBeLessThan(3);
  expect(object?.x).toBeGreaterThan((subject?.x ?? 0) + (subject?.width ?? 0));
  expect(await listViolations(page)).toEqual([]);

  await page.keyboard.press('g');
  await page.keyboard.press('o');
  const table = page.getByRole('listitem').filter({ hasText: 'CSV: a table of facts' });
  await table.getByRole('button').click();
  // The dialog opens where the last one ended: in the folder of papers, where an export would be read as one.
  await page.getByRole('dialog').getByRole('button', { name: 'One folder up' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cable papers' }).first().waitFor();
  await page.getByRole('dialog').getByLabel('Name').fill('cable.csv');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const last = page.getByRole('region', { name: 'Last export' });
  await last.getByText(/written/).waitFor();
  // While it runs it says how much is written too.
  await last.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
  const csv = readFileSync(join(home, 'cable.csv'), 'utf8');
  const missing = listProofs().filter((proof) => !csv.includes(proof));
  expect(missing).toEqual([]);
  expect(complaints).toEqual([]);
}, 180_000);
