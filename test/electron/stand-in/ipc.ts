type Listener = (event: object, ...args: unknown[]) => unknown;

const handlers = new Map<string, Listener>();

export const ipcMain = {
  handle(channel: string, listener: Listener): void {
    if (handlers.has(channel)) throw new Error(`a second handler for '${channel}'`);
    handlers.set(channel, listener);
  },
};

/** What `ipcRenderer.invoke` reaches; like Electron's, it takes clones and answers clones. */
export async function invoke(channel: string, event: object, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  return structuredClone(await handler(event, ...structuredClone(args)));
}

export const listChannels = (): string[] => [...handlers.keys()];
