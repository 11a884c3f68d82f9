import { readFileSync } from 'node:fs';
import { gzipSync, zipSync } from 'fflate';
import { create } from 'tar';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInside } from '#read/inside';
import { toSafeName } from '#read/part-name';
import { readParts } from '#read/parts';
import { read } from '#read/read';
import type { Source } from '#read/reader';

const utf8 = (text: string) => new TextEncoder().encode(text);
const locked = (name: string): Uint8Array =>
  readFileSync(new URL(`../fixtures/locked/${name}`, import.meta.url));
const note = 'Elsa Brandt 🌿 lives in Graz.\n';

async function textsOf(source: Source): Promise<string[]> {
  const { parts } = await readParts(source);
  return parts.map(({ name, bytes }) => `${name}: ${new TextDecoder().decode(bytes).trim()}`);
}

describe('what lies inside a file', () => {
  it('comes out of a zip archive, whatever it is called', async () => {
    const bytes = zipSync({
      'a/note.txt': utf8(note),
      'a/': new Uint8Array(),
      'b.md': utf8('# B'),
    });
    const reading = await read({ name: 'plan.docx', bytes });
    expect(reading).toMatchObject({ state: 'done', parts: 2, document: { format: 'zip' } });
    expect(await textsOf({ name: 'plan.docx', bytes })).toEqual([
      `a/note.txt: ${note.trim()}`,
      'b.md: # B',
    ]);
  });

  it('comes out of a tar archive, packed or not, without its links', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'espalier-tar-'));
    try {
      const long = `${'n'.repeat(120)}.txt`;
      writeFileSync(join(folder, long), note);
      writeFileSync(join(folder, 'b.md'), '# B');
      symlinkSync('/etc/hostname', join(folder, 'link.txt'));
      const whole = join(folder, 'a.tar');
      await create({ cwd: folder, file: whole }, [long, 'b.md', 'link.txt']);
      const bytes = new Uint8Array(readFileSync(whole));
      for (const form of [bytes, gzipSync(bytes)]) {
        const source = { name: 'backup', bytes: form };
        expect(await read(source)).toMatchObject({
          state: 'partial',
          code: 'not-a-file',
          parts: 2,
          document: { format: 'tar' },
        });
        expect(await textsOf(source)).toEqual([`${long}: ${note.trim()}`, 'b.md: # B']);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('comes out of a packed single file', async () => {
    const source = { name: 'letters/note.txt.gz', bytes: gzipSync(utf8(note)) };
    expect(await read(source)).toMatchObject({
      state: 'done',
      parts: 1,
      document: { format: 'gz' },
    });
    expect(await textsOf(source)).toEqual([`note.txt: ${note.trim()}`]);
  });

  it('comes out of a mailbox, message by message', async () => {
    const message = (from: string, text: string) =>
      `From ${from} Sat Jan  3 01:05:34 2015\nFrom: ${from}\nTo: b@example.org\nSubject: A walk 🌿\nDate: Sat, 3 Jan 2015 01:05:34 +0100\n\n${text}\n\n`;
    const bytes = utf8(
      message('elsa@example.org', '>From now on Elsa lives in Graz.\n\nFrom then on it rained.') +
        message('jonas@example.org', 'Jonas lives in Linz.'),
    );
    const source = { name: 'box', bytes };
    expect(await read(source)).toMatchObject({
      state: 'done',
      parts: 2,
      document: { format: 'mbox' },
    });
    const inside = [];
    for await (const one of readInside(source, await read(source))) inside.push(one);
    expect(inside.map(({ name }) => name)).toEqual(['box!/00001.eml', 'box!/00002.eml']);
    const [first] = inside;
    expect(first?.reading).toMatchObject({
      state: 'done',
      document: {
        format: 'eml',
        metadata: { title: 'A walk 🌿', author: 'elsa@example.org', recipients: 'b@example.org' },
        metadataFrom: { author: 'mail header From' },
      },
    });
    expect(first && 'document' in first.reading && first.reading.document.text).toContain(
      'From now on Elsa lives in Graz.\n\nFrom then on it rained.',
    );
  });

  it('comes out of a mail, and its text stays with the mail', async () => {
    const mail = [
      'From: elsa@example.org',
      'To: jonas@example.org',
      'Date: Tue, 4 Mar 2014 09:30:00 +0100',
      'Subject: Plan',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'Elsa lives in Graz.',
      '--x',
      'Content-Type: text/plain; name="../../plan.txt"',
      'Content-Disposition: attachment; filename="../../plan.txt"',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('Jonas works for Harbour Works.').toString('base64'),
      '--x',
      'Content-Type: message/rfc822',
      '',
      'From: vera@example.org',
      'To: elsa@example.org',
      'Date: Tue, 4 Mar 2014 08:00:00 +0100',
      'Subject: Old/new news',
      '',
      'Vera lives in Wels.',
      '--x--',
      '',
    ].join('\r\n');
    const source = { name: 'a.eml', bytes: utf8(mail) };
    const reading = await read(source);
    expect(reading).toMatchObject({ state: 'done', parts: 2 });
    expect('document' in reading && reading.document.text).not.toContain('Harbour');
    const inside = [];
    for await (const one of readInside(source, reading))
      inside.push([one.name, 'document' in one.reading ? one.reading.document.text : '']);
    expect(inside).toEqual([
      ['a.eml!/plan.txt', 'Jonas works for Harbour Works.'],
      ['a.eml!/Old new news.eml', 'Old/new news\n\nVera lives in Wels.'],
    ]);
  });

  it('comes in batches that can be taken up anywhere', async () => {
    const bytes = zipSync(
      Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`${i}.txt`, utf8(`Part ${i}`)])),
    );
    const names: string[] = [];
    let from: number | undefined = 0;
    let batches = 0;
    while (from !== undefined) {
      const batch = await readParts({ name: 'a.zip', bytes }, from, { parts: 10, bytes: 1e6 });
      names.push(...batch.parts.map(({ name }) => name));
      from = batch.next;
      batches++;
    }
    expect(batches).toBe(3);
    expect(names).toEqual(Array.from({ length: 25 }, (_, i) => `${i}.txt`));
  });

  it('is read at any depth, to a limit', async () => {
    let bytes = zipSync({ 'note.txt': utf8(note) });
    for (let i = 0; i < 12; i++) bytes = zipSync({ 'a.zip': bytes });
    const source = { name: 'a.zip', bytes };
    const inside = [];
    for await (const one of readInside(source, await read(source))) inside.push(one);
    expect(inside).toHaveLength(11);
    expect(inside.at(-1)?.reading).toMatchObject({ state: 'quarantined', code: 'too-large' });
  });
});

describe('a locked file', () => {
  it.each(['traditional.zip', 'aes128.zip', 'aes256.zip'])('%s', async (name) => {
    const bytes = locked(name);
    expect(await read({ name, bytes })).toMatchObject({ state: 'skipped', code: 'needs-password' });
    expect(await readParts({ name, bytes })).toEqual({ parts: [], refused: [] });
    expect(await read({ name, bytes, password: 'fichten' })).toMatchObject({
      code: 'needs-password',
    });
    expect(await textsOf({ name, bytes, password: 'tannen' })).toEqual([
      `note.txt: ${note.trim()}`,
      'more.md: # Report\n\nJonas Weil works for Harbour Works.',
    ]);
  });

  it('of an office suite', async () => {
    const bytes = locked('agile.docx');
    const name = 'agile.docx';
    for (const password of [undefined, 'fichten'])
      expect(await read({ name, bytes, ...(password && { password }) })).toMatchObject({
        state: 'skipped',
        code: 'needs-password',
      });
    const opened = await read({ name, bytes, password: 'tannen' });
    expect(opened).toMatchObject({ state: 'done', document: { format: 'docx' } });
    expect('document' in opened && opened.document.text).toContain(note.trim());
  });
});

describe('an archive made to hurt', () => {
  it('with a member that unpacks to five hundred times its size keeps the others', async () => {
    const bytes = zipSync(
      { 'bomb.txt': new Uint8Array(20_000_000), 'note.txt': utf8(note) },
      { level: 9 },
    );
    const { parts, refused } = await readParts({ name: 'a.zip', bytes });
    expect(parts.map(({ name }) => name)).toEqual(['note.txt']);
    expect(refused).toMatchObject([{ name: 'bomb.txt', state: 'quarantined', code: 'too-large' }]);
  });

  it('with a member that declares less than it holds', async () => {
    const bytes = zipSync({ 'a.txt': new Uint8Array(5_000_000) });
    const list = Buffer.from(bytes).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    new DataView(bytes.buffer).setUint32(list + 24, 10, true);
    expect((await readParts({ name: 'a.zip', bytes })).refused).toMatchObject([
      { code: 'broken-file' },
    ]);
  });

  it('whose members lie over one another', async () => {
    const bytes = zipSync({ 'a.txt': utf8(note), 'b.txt': utf8(note) });
    const list = Buffer.from(bytes).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    new DataView(bytes.buffer).setUint32(list + 42, 0, true);
    expect(await read({ name: 'a.zip', bytes })).toMatchObject({
      state: 'quarantined',
      code: 'too-large',
    });
    expect(await readParts({ name: 'a.zip', bytes })).toEqual({ parts: [], refused: [] });
  });

  it('cut short at any place ends in a state', async () => {
    const bytes = zipSync({ 'a.txt': utf8(note.repeat(50)), 'b.md': utf8('# B') });
    for (let i = 1; i < 20; i++) {
      const cut = bytes.slice(0, Math.floor((bytes.length * i) / 20));
      expect(await read({ name: 'a.zip', bytes: cut })).toMatchObject({ state: 'quarantined' });
    }
  });

  it('packed by gzip to a bomb', async () => {
    const source = { name: 'a.gz', bytes: gzipSync(new Uint8Array(20_000_000)) };
    expect((await readParts(source)).refused).toMatchObject([{ code: 'too-large' }]);
  });

  it.each([
    ['../../etc/passwd', 'etc/passwd'],
    ['/abs/a.txt', 'abs/a.txt'],
    ['C:\\Users\\x\\a.txt', 'Users/x/a.txt'],
    ['..\\..\\a.txt', 'a.txt'],
    ['a\u0000b.txt', 'ab.txt'],
    ['a\u202etxt.exe', 'atxt.exe'],
    ['a!/b.txt', 'a/b.txt'],
    ['//server/share/x', 'server/share/x'],
    ['', 'unnamed'],
    ['./.././', 'unnamed'],
  ])('by the name %j', (raw, safe) => {
    expect(toSafeName(raw)).toBe(safe);
  });

  it('with one name many times gives each its own', async () => {
    const a = zipSync({ 'a.txt': utf8('1'), 'b.txt': utf8('2'), 'a (2).txt': utf8('3') });
    const bytes = Buffer.from(
      Buffer.from(a).toString('latin1').replaceAll('b.txt', 'a.txt'),
      'latin1',
    );
    const { parts } = await readParts({ name: 'a.zip', bytes });
    expect(new Set(parts.map(({ name }) => name)).size).toBe(3);
  });
});
