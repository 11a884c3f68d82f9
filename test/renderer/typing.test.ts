import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { takesLetters } from '../../renderer/views/typing.ts';

/** Whether the letters are its own, of the element that carries `id="at"`. */
function ask(html: string): boolean {
  const at = parseHTML(`<body>${html}</body>`).document.getElementById('at');
  if (!at) throw new Error(`nothing in ${html} is looked at`);
  return takesLetters(at);
}

const toInput = (type: string) => `<input id="at" type="${type}">`;

test.each([
  '<input id="at">',
  ...['text', 'search', 'password', 'number', 'url', 'email', 'date', 'unheard-of'].map(toInput),
  '<textarea id="at"></textarea>',
  // A letter goes to the next option that begins with it.
  '<select id="at"><option>Zürich 🏔️</option></select>',
  '<p contenteditable><b id="at">Ada</b></p>',
  '<div role="dialog"><button id="at">Close</button></div>',
  '<div role="dialog"><input id="at" type="radio"></div>',
  '<div role="menu"><div role="menuitem" id="at">Hide</div></div>',
])('letters belong to %s', (html) => {
  expect(ask(html)).toBe(true);
});

test.each([
  ...['radio', 'checkbox', 'range', 'button', 'submit', 'reset', 'file', 'color', 'image'].map(
    toInput,
  ),
  '<button id="at">Merge</button>',
  '<div role="grid"><input><div role="row" id="at">Ada</div></div>',
  '<p id="at" contenteditable="false">Ada</p>',
  '<main id="at" tabindex="-1"></main>',
])('commands have the letters in %s', (html) => {
  expect(ask(html)).toBe(false);
});
