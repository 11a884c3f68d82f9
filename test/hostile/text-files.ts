import { times, utf8, type Bait, type HostileFile } from './hostile-file.ts';

export function listTextFiles({ file, url }: Bait): HostileFile[] {
  const one = (name: string, text: string | Uint8Array) => ({
    name: `text-${name}`,
    bytes: typeof text === 'string' ? utf8(text) : text,
  });
  return [
    one('invalid-utf8.txt', Buffer.from(times('Oslo \xc3\x28 \xe2\x82 \xff ', 2000), 'latin1')),
    one('utf16-no-bom.txt', Buffer.from(times('Anna Berg lives in Oslo. ', 500), 'utf16le')),
    one('lone-surrogates.txt', Buffer.from(times('\ud800 Oslo \udc00 ', 500), 'utf16le')),
    one('one-line.txt', times('Anna Berg lives in Oslo and ', 350_000)),
    one('no-space.txt', times('x', 5_000_000)),
    one('zero-width.txt', times('Os\u200blo\u2060 \u200d', 20_000)),
    one('bidi.txt', times('\u202eOslo\u202c \u2066\u2067', 20_000)),
    one('combining.txt', `a${times('\u0301', 200_000)}`),
    one('newlines.txt', times('\n', 2_000_000)),
    one('tabs.csv', times('\t,;', 300_000)),
    one('quotes.csv', `a,b\n"${times('""', 300_000)}`),
    one(
      'columns.csv',
      `${Array.from({ length: 30_000 }, (_, i) => `c${i}`).join(',')}\n${times('1,', 30_000)}`,
    ),
    one('dots.txt', times('Mr. Dr. U.S. ... ?! ', 50_000)),
    one('urls.txt', times('http://a.b/?', 50_000)),
    one('mails.txt', `${times('a.', 100_000)}@`),
    one('brackets.md', `# T\n\n${times('[', 50_000)}${times('](', 20_000)}`),
    one('stars.md', `# T\n\n${times('*a **b _c ', 10_000)}`),
    one('fences.md', `# T\n\n${times('```\n', 20_001)}`),
    one('table.md', `|a|\n|-|\n${times(`|${times('a|', 50)}\n`, 2000)}`),
    one('deep.html', `<html><body>${times('<div><b>', 100_000)}Oslo`),
    one(
      'outside.html',
      `<html><head><link rel=stylesheet href="${url}/css"><base href="${url}/"></head><body><script src="${url}/js"></script><img src="${url}/image"><iframe src="file://${file}"></iframe><object data="${url}/object"></object><p>Anna Berg lives in Oslo.</p>`,
    ),
    one('tables.html', `<html><body>${times('<table><tr><td>', 3000)}Oslo`),
    one('deep.rtf', `{\\rtf1 ${times('{\\b ', 100_000)}Oslo`),
    one(
      'objects.rtf',
      `{\\rtf1 {\\object\\objdata ${times('ff', 500_000)}}{\\field{\\*\\fldinst INCLUDETEXT "${file}"}} Oslo}`,
    ),
    one('bin.rtf', '{\\rtf1 \\bin999999999 Oslo}'),
    one(
      'entities.xml',
      `<!DOCTYPE x [<!ENTITY a "${times('b', 10_000)}">]><x>${times('&a;', 10_000)}</x>`,
    ),
  ];
}
