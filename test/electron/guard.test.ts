import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardPages, guardSession } from '../../electron/main/guard.ts';

/** Electron's permission names (Session.setPermissionRequestHandler and …CheckHandler, version 45). */
const permissions = [
  'accessibility-events',
  'background-sync',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'payment-handler',
  'pointerLock',
  'sensors',
  'serial',
  'speaker-selection',
  'storage-access',
  'top-level-storage-access',
  'usb',
  'unknown',
  'window-management',
];

type Handler = (...args: unknown[]) => unknown;

/** A session that keeps what it is told. */
function createFakeSession() {
  const handlers = new Map<string, Handler>();
  const keep = (name: string) => (handler: Handler) => void handlers.set(name, handler);
  const spell: boolean[] = [];
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setBluetoothPairingHandler: keep('bluetooth'),
    setDisplayMediaRequestHandler: keep('display'),
    setSpellCheckerEnabled: (isEnabled: boolean) => spell.push(isEnabled),
    webRequest: { onBeforeRequest: keep('before request') },
  });
  guardSession(session as unknown as Session);
  const call = (name: string, ...args: unknown[]) => handlers.get(name)?.(...args);
  /** What the handler answered through its callback. */
  const ask = (name: string, ...args: unknown[]) => {
    const answers: unknown[] = [];
    call(name, ...args, (answer: unknown) => answers.push(answer));
    return answers;
  };
  return { session, call, ask, spell };
}

function createEvent(fields: object = {}) {
  const event = {
    ...fields,
    isPrevented: false,
    preventDefault: () => void (event.isPrevented = true),
  };
  return event;
}

describe('the session', () => {
  it('permits nothing, asked or looked up, and gives no device', () => {
    const { session, call, ask } = createFakeSession();
    for (const permission of permissions) {
      expect(ask('request', {}, permission)).toEqual([false]);
      expect(call('check', {}, permission, 'app://espalier', {})).toBe(false);
    }
    for (const deviceType of ['hid', 'serial', 'usb'])
      expect(call('device', { deviceType, origin: 'app://espalier' })).toBe(false);
    expect(ask('bluetooth', {})).toEqual([{ confirmed: false }]);
    expect(ask('display', {})).toEqual([{}]);
    for (const name of ['select-hid-device', 'select-usb-device']) {
      const event = createEvent();
      const chosen: unknown[][] = [];
      session.emit(name, event, {}, (...device: unknown[]) => chosen.push(device));
      expect([event.isPrevented, chosen]).toEqual([true, [[]]]);
    }
    const event = createEvent();
    const chosen: unknown[] = [];
    session.emit('select-serial-port', event, [{ portId: '1' }], {}, (port: unknown) =>
      chosen.push(port),
    );
    expect([event.isPrevented, chosen]).toEqual([true, ['']]);
  });

  it('lets no request out, and fetches no dictionaries', () => {
    const { ask, spell, session } = createFakeSession();
    const isLet = (url: string) =>
      !(ask('before request', { url })[0] as { cancel: boolean }).cancel;
    expect(isLet('app://espalier/assets/page.js')).toBe(true);
    expect(isLet('blob:app://espalier/1')).toBe(true);
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1/',
      'ws://127.0.0.1/',
      'file:///x',
      'data:,x',
      'app://other/',
    ])
      expect(isLet(url)).toBe(false);
    expect(spell).toEqual([false]);

    const downloads = (url: string) => {
      const event = createEvent();
      session.emit('will-download', event, { getURL: () => url });
      return !event.isPrevented;
    };
    expect(downloads('blob:app://espalier/picture')).toBe(true);
    expect(downloads('https://example.org/setup.exe')).toBe(false);
  });
});

describe('every page', () => {
  it('is sandboxed, stays, opens nothing and embeds nothing', () => {
    const sandboxed: string[] = [];
    const app = Object.assign(new EventEmitter(), { enableSandbox: () => sandboxed.push('all') });
    guardPages(app as unknown as App);
    expect(sandboxed).toEqual(['all']);
    let open: Handler = () => 'allowed';
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: Handler) => void (open = handler),
    });
    app.emit('web-contents-created', {}, contents);

    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      const foreign = createEvent({ url: 'https://example.org/' });
      contents.emit(name, foreign);
      const own = createEvent({ url: 'app://espalier/' });
      contents.emit(name, own);
      expect([name, foreign.isPrevented, own.isPrevented]).toEqual([name, true, false]);
    }
    const webview = createEvent();
    contents.emit('will-attach-webview', webview, {}, {});
    expect(webview.isPrevented).toBe(true);
    expect(open({ url: 'app://espalier/' })).toEqual({ action: 'deny' });
  });
});
