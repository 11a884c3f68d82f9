/** Formats made of characters that are not prose, and what to say of them. */
const kinds: readonly { readonly name: string; readonly is: (text: string) => boolean }[] = [
  {
    name: 'An XML file of data.',
    is: (text) => /^\s*<\?xml\s/.test(text) && !/<html[\s>]/i.test(text.slice(0, 4096)),
  },
  { name: 'A vector picture (svg).', is: (text) => /^\s*<svg[\s>]/i.test(text) },
  { name: 'A file of data (JSON).', is: isJson },
];

/** Names a text that is no document for reading, or undefined. */
export function findOtherText(text: string): string | undefined {
  return kinds.find((kind) => kind.is(text))?.name;
}

function isJson(text: string): boolean {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return false;
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
