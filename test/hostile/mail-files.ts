import { latin1, times, utf8, type Bait, type HostileFile } from './hostile-file.ts';

const head =
  'From: Anna Berg <anna@example.org>\r\nTo: peter@example.org\r\nDate: Tue, 4 Mar 2014 09:30:00 +0100\r\nMIME-Version: 1.0\r\n';
const multipart = (boundary: string) =>
  `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`;
const body = 'Anna Berg lives in Oslo.\r\n';

function deep(levels: number): string {
  let out = `${head}${multipart('b0')}`;
  for (let i = 1; i < levels; i += 1) out += `--b${i - 1}\r\n${multipart(`b${i}`)}`;
  return `${out}--b${levels - 1}\r\n\r\n${body}`;
}

function letters(levels: number): string {
  return times(`${head}Content-Type: message/rfc822\r\n\r\n`, levels) + head + `\r\n${body}`;
}

export function listMailFiles({ url }: Bait): HostileFile[] {
  const one = (name: string, text: string | Uint8Array) => ({
    name: `mail-${name}.${name.startsWith('box') ? 'mbox' : 'eml'}`,
    bytes: typeof text === 'string' ? utf8(text) : text,
  });
  const attachment = (name: string, content: string, encoding = 'base64') =>
    `--b\r\nContent-Type: text/plain; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${content}\r\n`;
  const withParts = (parts: string) => `${head}${multipart('b')}${parts}--b--\r\n`;
  return [
    one('many-parts', withParts(times(`--b\r\n\r\nx\r\n`, 20_000))),
    one('many-attachments', withParts(times(attachment('a.txt', 'T3Nsby4='), 1500))),
    one('deep', deep(1000)),
    one('letters', letters(200)),
    one('long-header', `Subject: ${times('x', 5_000_000)}\r\n${head}\r\n${body}`),
    one('many-headers', `${times('X-A: b\r\n', 100_000)}${head}\r\n${body}`),
    one('folded', `Subject: a\r\n${times(' b\r\n', 100_000)}${head}\r\n${body}`),
    one('comments', `From: ${times('(', 50_000)}a@b${times(')', 50_000)}\r\n${head}\r\n${body}`),
    one('quotes', `From: "${times('\\"', 50_000)} <a@b>\r\n${head}\r\n${body}`),
    one('bad-base64', withParts(attachment('a.pdf', times('!!!!====', 10_000)))),
    one(
      'encoded-words',
      `Subject: ${times('=?utf-8?B?w?= =?x?Q?=FF=?= =??? ', 5000)}\r\n${head}\r\n${body}`,
    ),
    one(
      'parameter-pieces',
      `${head}Content-Type: text/plain; ${Array.from({ length: 5000 }, (_, i) => `name*${i}*=utf-8''%FF`).join('; ')}\r\n\r\n${body}`,
    ),
    one('no-boundary', `${head}Content-Type: multipart/mixed\r\n\r\n${body}`),
    one('empty-boundary', `${head}${multipart('')}--\r\n\r\n${body}`),
    one(
      'climbing-name',
      withParts(
        attachment('../../../evil.txt', 'T3Nsby4=') + attachment('C:\\evil.txt', 'T3Nsby4='),
      ),
    ),
    one('same-names', withParts(times(attachment('same.txt', 'T3Nsby4='), 50))),
    one(
      'html-fetches',
      `${head}Content-Type: text/html\r\n\r\n<img src="${url}/mail"><iframe src="${url}/frame"></iframe><p>${body}`,
    ),
    one(
      'external-body',
      `${head}Content-Type: message/external-body; access-type=URL; URL="${url}/body"\r\n\r\n`,
    ),
    one('nuls', latin1(`${head}\r\n${times('Oslo\0 ', 1000)}`)),
    one('box-of-nothing', times('From - Tue Mar 4 09:30:00 2014\n\n', 5000)),
    one('box-of-many', times(`From a@b Tue Mar  4 09:30:00 2014\n${head}\r\n${body}\n`, 1500)),
    one(
      'box-quoted',
      `From a@b Tue Mar  4 09:30:00 2014\n${head}\r\n${times('>From the sea\n', 20_000)}`,
    ),
  ];
}
