/** Inputs that are pressed, turned or pulled (the states of `type`, HTML 4.10.5.1); in all others one types. */
const PRESSED = [
  'button',
  'checkbox',
  'color',
  'file',
  'image',
  'radio',
  'range',
  'reset',
  'submit',
].map((type) => `[type=${type}]`);

/** A `select` looks for the option that begins with what is typed; a dialog or menu has the keyboard to itself. */
const TAKING = [
  `input:not(${PRESSED.join(', ')})`,
  'textarea',
  'select',
  '[contenteditable]:not([contenteditable=false])',
  '[role=dialog]',
  '[role=menu]',
].join(', ');

/**
 * Whether a letter pressed in `element` is its own and no command of the window. A radio, a checkbox or a slider answers
 * to arrows and Space, which no command has, and leaves the letters.
 */
export function takesLetters(element: Element): boolean {
  return element.closest(TAKING) !== null;
}
