/** Formats made of characters that are not prose, and what to say of them. */
const kinds: readonly { readonly name: string; readonly is: (text: string) => boolean }[] = [
  { name: 'A mail message (eml).', is: isMail },
  { name: 'A mailbox (mbox).', is: (text) => /^From \S+ .*\d{4}\r?\n[\w-]+: /.test(text) },
  {
    name: 'An XML file of data.',
    is: (text) => /^\s*<\?xml\s/.test(text) && !/<html[\s>]/i.test(text.slice(0, 4096)),
  },
  { name: 'A vector picture (svg).', is: (text) => /^\s*<svg[\s>]/i.test(text) },
  { name: 'A file of data (JSON).', is: isJson },
  { name: 'A Rich Text Format document (rtf).', is: (text) => text.startsWith('{\\rtf') },
];

/** Names a text that is no document for reading, or undefined. */
export function findOtherText(text: string): string | undefined {
  return kinds.find((kind) => kind.is(text))?.name;
}

/** RFC 5322: a block of header fields, at least two of which every message has or most have. */
function isMail(text: string): boolean {
  const head = text.slice(0, 16 * 1024).split(/\r?\n\r?\n/, 1)[0] ?? '';
  if (!/^(?:[\w-]+:[^\n]*(?:\r?\n[ \t][^\n]*)*(?:\r?\n|$))+$/.test(head)) return false;
  const fields = new Set(
    [...head.matchAll(/^([\w-]+):/gm)].map((field) => field[1]?.toLowerCase()),
  );
  const known = [
    'from',
    'to',
    'date',
    'subject',
    'message-id',
    'mime-version',
    'received',
    'return-path',
  ];
  return known.filter((name) => fields.has(name)).length >= 3;
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
