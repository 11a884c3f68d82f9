import type { BrowserWindow, MessageChannelMain, MessagePortMain } from 'electron';
import { MAX_CALL_BYTES, type ByteCarrier } from '#contract/transports';
import { PORT_CHANNEL } from '#contract/host';
import type { PathUse } from '#contract/shell';
import type { EngineProcess } from './engine.ts';

/** A window's page and its pipe to the engine. */
export interface PageLink {
  readonly window: BrowserWindow;
  /** A new pipe for the page; the one before ends. */
  connect(): Promise<void>;
  /** Lets the page name this path to the engine, now and after a restart of it. */
  grant(path: string, use: PathUse): Promise<string>;
  close(): void;
}

export function createPageLink(
  window: BrowserWindow,
  engine: EngineProcess,
  createPorts: () => MessageChannelMain,
): PageLink {
  const granted: { readonly path: string; readonly use: PathUse }[] = [];
  let current: { readonly channel: number; readonly close: () => void } | undefined;

  return {
    window,
    async connect() {
      current?.close();
      const { channel, carrier } = engine.openChannel();
      const { port1, port2 } = createPorts();
      current = { channel, close: () => (carrier.close(), port2.close()) };
      relay(port2, carrier);
      for (const { path, use } of granted) await engine.grant(channel, path, use);
      window.webContents.postMessage(PORT_CHANNEL, null, [port1]);
    },
    async grant(path, use) {
      granted.push({ path, use });
      if (current) await engine.grant(current.channel, path, use);
      return path;
    },
    close() {
      current?.close();
      current = undefined;
    },
  };
}

/** Bytes go through unread. What is no bytes, or too many, ends the pipe: our page sends neither. */
function relay(port: MessagePortMain, carrier: ByteCarrier): void {
  port.on('message', ({ data }) => {
    const bytes: unknown = data;
    if (bytes instanceof Uint8Array && bytes.length > 0 && bytes.length <= MAX_CALL_BYTES)
      carrier.send(new Uint8Array(bytes));
    else {
      carrier.close();
      port.close();
    }
  });
  port.on('close', () => carrier.close());
  carrier.onBytes((bytes) => port.postMessage(bytes));
  // The engine is gone: `null` is the word for it that the page's transport knows.
  carrier.onClose(() => port.postMessage(null));
  port.start();
}
