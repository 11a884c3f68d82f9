import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Page, Route } from 'playwright-core';
import { getContext } from './browser.ts';
import { createEvent } from './events.ts';
import { invoke } from './ipc.ts';
import type { MessagePortMain } from './ports.ts';
import { toAppAddress, toPageAddress } from './addresses.ts';
import { registered } from './session.ts';
import { toInitScript, type Delivery } from './shim.ts';

/** Requests that left for another host than the page's own; there must be none. */
export const outside: string[] = [];
/** What the page's console complained of: a refused style, a failed request, an error nobody caught. */
export const complaints: string[] = [];

let last = 0;

/** What Electron calls web contents: the page, its main frame, and the way in for messages and ports. */
export class WebContents extends EventEmitter {
  readonly id = (last += 1);
  readonly mainFrame: { url: string; readonly parent: null } = { url: '', parent: null };
  readonly #preload: string;
  readonly #ports = new Map<number, MessagePortMain>();
  #lastPort = 0;
  #page: Promise<Page>;
  #address = '';
  #isOurs = true;
  #waiting: Delivery[] = [];
  #openHandler: () => { readonly action: string } = () => ({ action: 'allow' });

  constructor(preferences: Readonly<Record<string, unknown>>) {
    super();
    this.#preload = readFileSync(String(preferences['preload']), 'utf8');
    this.#page = this.#open();
  }

  page(): Promise<Page> {
    return this.#page;
  }

  setWindowOpenHandler(handler: () => { readonly action: string }): void {
    this.#openHandler = handler;
  }

  async load(address: string): Promise<void> {
    this.#address = address;
    this.#isOurs = true;
    await (await this.#page).goto(toPageAddress(address));
    this.emit('did-finish-load');
  }

  reload(): void {
    void (async () => {
      const page = await this.#page;
      // A page that crashed is of no more use to the driver; Electron gives its contents a new process.
      if (this.#hasCrashed) {
        this.#hasCrashed = false;
        await page.close();
        this.#page = this.#open();
      }
      await this.load(this.#address).catch(() => undefined);
    })();
  }
  #hasCrashed = false;

  postMessage(channel: string, message: unknown, ports: readonly MessagePortMain[]): void {
    const ids = ports.map((port) => {
      const id = (this.#lastPort += 1);
      this.#ports.set(id, port);
      port.on('message', ({ data }: { data: unknown }) =>
        this.#deliver({ port: id, bytes: data === null ? null : toBase64(data) }),
      );
      port.on('close', () => this.#ports.delete(id));
      return id;
    });
    this.#deliver({ channel, message, ports: ids });
    for (const port of ports) port.start();
  }

  async destroy(): Promise<void> {
    this.#closePorts();
    await (await this.#page).close();
  }

  async #open(): Promise<Page> {
    const page = await getContext().newPage();
    await page.exposeBinding('standInCall', ({ frame }, verb: string, ...args: unknown[]) => {
      if (verb === 'port') return this.#fromPage(Number(args[0]), args[1] as string | null);
      const [route, ...rest] = args;
      const isMain = frame === page.mainFrame();
      const senderFrame = isMain
        ? this.mainFrame
        : { url: toAppAddress(frame.url()), parent: this.mainFrame };
      return invoke(String(route), { sender: this, senderFrame }, rest);
    });
    await page.addInitScript({ content: toInitScript(this.#preload) });
    await page.route('**/*', (route) => this.#answer(page, route));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.mainFrame.url = toAppAddress(frame.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('popup', (popup) => {
      if (this.#openHandler().action === 'deny') void popup.close();
    });
    page.on('crash', () => {
      this.#hasCrashed = true;
      this.#closePorts();
      this.emit('render-process-gone', {}, { reason: 'crashed' });
    });
    return page;
  }

  /** A request, as Chromium inside Electron would let it go: navigation asked first, then the session, then the scheme. */
  async #answer(page: Page, route: Route): Promise<void> {
    const request = route.request();
    const url = toAppAddress(request.url());
    if (request.isNavigationRequest() && !(this.#isOurs && request.frame() === page.mainFrame())) {
      const event = createEvent({ url });
      this.emit('will-frame-navigate', event);
      if (request.frame() === page.mainFrame()) this.emit('will-navigate', event);
      // Otherwise Chromium would show its error page where Electron stays.
      if (event.defaultPrevented) return route.abort('aborted');
    }
    this.#isOurs = false;
    let isCancelled = false;
    registered.beforeRequest?.({ url }, ({ cancel }) => (isCancelled = cancel === true));
    const handle = registered.handles.get(new URL(url).protocol.slice(0, -1));
    if (isCancelled) return route.abort();
    if (!handle) {
      outside.push(url);
      return route.abort();
    }
    const response = await handle(new Request(url, { method: request.method() }));
    // A new document takes the place of the one that held them; a change of the hash does not.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) this.#closePorts();
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  #fromPage(id: number, bytes: string | null): void {
    const port = this.#ports.get(id);
    if (bytes === null) port?.close();
    else port?.postMessage(new Uint8Array(Buffer.from(bytes, 'base64')));
  }

  #closePorts(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  /** In order, and many at once while one delivery is under way. */
  #deliver(delivery: Delivery): void {
    this.#waiting.push(delivery);
    if (!this.#isFlushing) void this.#flush();
  }
  #isFlushing = false;

  async #flush(): Promise<void> {
    this.#isFlushing = true;
    const page = await this.#page;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      // A page that has gone meanwhile misses its messages, as it would in Electron.
      await page
        .evaluate((deliveries) => globalThis.standInDeliver(deliveries), batch)
        .catch(() => undefined);
    }
    this.#isFlushing = false;
  }
}

function toBase64(data: unknown): string {
  if (!(data instanceof Uint8Array)) throw new TypeError('only bytes go to a page');
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
