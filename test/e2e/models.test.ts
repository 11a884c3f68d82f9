import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startHome } from './home.ts';
import { launch, listViolations, watch } from './page.ts';

const shipped = join(import.meta.dirname, '../../models/minilm');

/** A model of the person's own beside the shipped one, with the same `news`: its hash is the same too. */
function installCopy(home: string): void {
  const folder = join(home, 'data', 'models', 'mine');
  cpSync(join(shipped, 'news'), join(folder, 'news'), { recursive: true });
  const text = readFileSync(join(shipped, 'manifest.json'), 'utf8');
  const manifest = JSON.parse(text) as { heads: { name: string; folder?: string }[] };
  const heads = manifest.heads.filter((one) => one.name === 'news' && !one.folder);
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ ...manifest, name: 'mine', heads }),
  );
}

/** Twice in the file, as corpora repeat sentences: two mistakes of the same text. */
const MARKED_WRONG = { type: 'City', start: 1, end: 2 };

/** The true engine and the shipped model on sentences that a person marked with other names for the same kinds. */
test('measure the model on own sentences', async () => {
  const { home, address } = await startHome();
  const harbour = readFileSync(join(import.meta.dirname, '../fixtures/gold/harbour.json'), 'utf8');
  const odd = { tokens: ['It', 'rained', '.'], entities: [MARKED_WRONG], relations: [] };
  const gold = [...(JSON.parse(harbour) as object[]), odd, odd];
  writeFileSync(join(home, 'harbour.json'), JSON.stringify(gold));
  installCopy(home);
  mkdirSync(join(home, 'One'));
  writeFileSync(join(home, 'One', 'note.txt'), 'Ida Lund lives in Bergen.');
  const browser = await launch();
  onTestFinished(() => browser.close());
  const { page, complaints } = await watch(browser, address);
  await page.getByRole('button', { name: 'Choose a folder…' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'One', exact: true }).press('Enter');
  await page
    .getByRole('dialog')
    .getByText(/^1 document /)
    .waitFor();
  await page.getByRole('button', { name: 'Choose this folder' }).press('Enter');
  await page.getByRole('button', { name: 'Models' }).press('Enter');
  const measure = page.getByRole('button', { name: 'Measure on own sentences' });
  await measure.first().waitFor();
  // Four heads that ship, and the other.
  expect(await measure.filter({ visible: true }).count()).toBe(5);
  await measure.first().press('Enter');
  await page.getByRole('button', { name: 'Choose a file' }).press('Enter');
  const up = page.getByRole('button', { name: 'One folder up' });
  // A key on a button that is still off, while the folder is being listed, is lost.
  await expect.poll(() => up.isEnabled()).toBe(true);
  await up.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'harbour.json' }).press('Enter');
  await page.getByText('harbour.json, 8 sentences').waitFor();

  for (const [type, meant] of [
    ['Person', 'Peop'],
    ['Company', 'Org'],
    ['City', 'Loc'],
    ['employed_by', 'works for'],
    ['lives_in', 'lives in'],
    ['based_in', 'is based in'],
    ['killed', 'killed'],
    ['lies_in', 'is located in'],
  ] as const)
    await page.getByRole('combobox', { name: type, exact: true }).selectOption({ label: meant });
  await page.getByRole('button', { name: 'Measure 8 sentences' }).press('Enter');

  const summary = page.getByText(/^On 8 sentences: names/);
  await summary.waitFor({ timeout: 60_000 });
  const names = Number(/names ([\d.]+)/.exec((await summary.textContent()) ?? '')?.[1]);
  expect(names).toBeGreaterThan(60);
  const people = page.getByRole('table', { name: /^Names/ }).getByRole('row', { name: /^Person/ });
  expect(await people.textContent()).toMatch(/\d/);
  await page.getByText('Which names were taken for which').click();
  await page
    .getByRole('table', { name: /^Rows: what people marked/ })
    .first()
    .waitFor();
  await page.getByText(/^Sentences with a mistake/).click();
  expect(await page.getByText('It rained .').count()).toBe(2);
  expect(await listViolations(page)).toEqual([]);
  if (process.env['SCREENSHOTS'])
    await page.screenshot({ path: join(process.env['SCREENSHOTS'], 'models.png'), fullPage: true });
  expect(complaints).toEqual([]);
}, 120_000);
