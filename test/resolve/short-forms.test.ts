import { expect, test } from 'vitest';
import { findFullForms, type NameForm } from '#resolve/short-forms';

const toForm = (name: string): NameForm => ({
  type: 'Peop',
  key: name,
  tokens: name.split(' '),
  spellings: new Set([name]),
});

function toFull(...names: readonly string[]): Record<string, string | undefined> {
  const forms = names.map(toForm);
  const full = findFullForms(forms, new Map());
  return Object.fromEntries(forms.map((form) => [form.key, full.get(form)?.key]));
}

test('a brother does not become his brother by way of an initial', () => {
  expect(toFull('john watkins brett', 'jacob brett', 'j w brett')).toEqual({
    'john watkins brett': 'john watkins brett',
    'jacob brett': 'jacob brett',
    'j w brett': 'john watkins brett',
  });
});

test('an initial still leads to the full name, step by step', () => {
  expect(toFull('john watkins brett', 'j brett', 'john w brett', 'brett')).toEqual({
    'john watkins brett': 'john watkins brett',
    'j brett': 'john watkins brett',
    'john w brett': 'john watkins brett',
    brett: 'john watkins brett',
  });
});

test('a file named after somebody does not make the surname ambiguous', () => {
  const file: NameForm = {
    ...toForm('brett s boat html'),
    spellings: new Set(['Brett-s boat.html']),
  };
  const [full, bare] = [toForm('john watkins brett'), toForm('brett')];
  expect(findFullForms([full, file, bare], new Map()).get(bare)).toBe(full);
  // Somebody of that name does.
  const other = toForm('jacob brett');
  expect(findFullForms([full, other, bare], new Map()).get(bare)).toBe(bare);
});
