import { describe, expect, it } from 'vitest';
import {
  isOpenableLink,
  isOwnAddress,
  isOwnRequest,
  isRevealable,
} from '../../electron/main/policy.ts';

/** address → may a window show it, may it be opened in the person's browser */
const addresses: readonly (readonly [string, 'own' | 'link' | 'no'])[] = [
  ['app://espalier/', 'own'],
  ['app://espalier', 'own'],
  ['app://espalier/index.html', 'own'],
  ['app://espalier/index.html?view=facts#top', 'own'],
  ['app://espalier/../../etc/passwd', 'own'],
  ['APP://espalier/', 'own'],
  ['https://example.org', 'link'],
  ['https://example.org/a?b=c#d', 'link'],
  ['https://EXAMPLE.org:8443/', 'link'],
  ['HTTPS://example.org/', 'link'],
  ['https:example.org', 'link'],
  ['https:/\\example.org', 'link'],
  [' https://example.org', 'link'],
  ['https://xn--e1afmkfd.example/', 'link'],
  ['https://127.0.0.1/', 'link'],
  ['app://espalier.example/', 'no'],
  ['app://espalier@evil.example/', 'no'],
  ['app://evil.example@espalier/', 'no'],
  ['app://:word@espalier/', 'no'],
  ['app://espalier:80/', 'no'],
  ['app://espalier:0/', 'no'],
  ['app://evil.example/espalier', 'no'],
  ['app:///espalier/', 'no'],
  ['app:espalier', 'no'],
  ['app://ESPALIER/', 'no'],
  ['app://espalier%00/', 'no'],
  ['app://espalier%2eexample/', 'no'],
  ['app2://espalier/', 'no'],
  ['xapp://espalier/', 'no'],
  ['https://espalier/@example', 'link'],
  ['https://user@example.org/', 'no'],
  ['https://user:word@example.org/', 'no'],
  ['https://app://espalier/', 'link'],
  ['https://', 'no'],
  ['https:', 'no'],
  ['http://example.org/', 'no'],
  ['http://127.0.0.1/', 'no'],
  ['http://localhost/', 'no'],
  ['ws://example.org/', 'no'],
  ['wss://example.org/', 'no'],
  ['ftp://example.org/', 'no'],
  ['file:///etc/passwd', 'no'],
  ['file://server/share/x', 'no'],
  ['file:///C:/Windows/System32/calc.exe', 'no'],
  ['\\\\server\\share\\x', 'no'],
  ['//server/share', 'no'],
  ['/etc/passwd', 'no'],
  ['C:\\Windows\\System32\\calc.exe', 'no'],
  ['javascript:alert(1)', 'no'],
  ['JaVaScRiPt:alert(1)', 'no'],
  ['java\nscript:alert(1)', 'no'],
  ['data:text/html,<script>alert(1)</script>', 'no'],
  ['blob:https://example.org/1', 'no'],
  ['blob:app://espalier/1', 'no'],
  ['filesystem:https://example.org/temporary/x', 'no'],
  ['about:blank', 'no'],
  ['about:srcdoc', 'no'],
  ['chrome://settings', 'no'],
  ['devtools://devtools/bundled/inspector.html', 'no'],
  ['view-source:https://example.org', 'no'],
  ['mailto:ada@example.org', 'no'],
  ['tel:+1234', 'no'],
  ['smb://server/share', 'no'],
  ['ms-msdt:/id', 'no'],
  ['search-ms:query=x', 'no'],
  ['vscode://file/etc/passwd', 'no'],
  ['x-apple.systempreferences:', 'no'],
  ['', 'no'],
  ['espalier', 'no'],
  ['not an address 🧵', 'no'],
];

describe('where a window may go, and what a browser may be handed', () => {
  it(`judges each of ${addresses.length} addresses by a parser`, () => {
    expect(addresses.length).toBeGreaterThanOrEqual(60);
    const judged = addresses.map(([address]) => [
      address,
      isOwnAddress(address) ? 'own' : isOpenableLink(address) ? 'link' : 'no',
    ]);
    expect(judged).toEqual(addresses);
  });

  it('lets only its own files and its own pictures be requested', () => {
    expect(isOwnRequest('blob:app://espalier/0f')).toBe(true);
    expect(isOwnRequest('app://espalier/assets/x.js')).toBe(true);
    for (const address of [
      'blob:https://example.org/0f',
      'https://example.org/',
      'data:,x',
      'blob:',
    ])
      expect(isOwnRequest(address)).toBe(false);
  });

  it('shows only paths of this machine in the file manager', () => {
    expect(isRevealable('/home/ada/letters', 'linux')).toBe(true);
    expect(isRevealable('C:\\Users\\ada', 'win32')).toBe(true);
    for (const path of ['letters', '../x', '\\\\server\\share', 'file:///x', '/home/\0x'])
      expect(isRevealable(path, 'linux')).toBe(false);
    for (const path of ['\\\\server\\share', '//server/share', '\\\\?\\UNC\\server', '/home', 'x'])
      expect(isRevealable(path, 'win32')).toBe(false);
  });
});
