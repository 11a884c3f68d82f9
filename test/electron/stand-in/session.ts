import { EventEmitter } from 'node:events';

type Handle = (request: Request) => Response | Promise<Response>;
type BeforeRequest = (
  details: { readonly url: string },
  answer: (decision: { readonly cancel?: boolean }) => void,
) => void;

/** What main registered, to be looked at by tests. */
export const registered = {
  schemes: [] as unknown[],
  handles: new Map<string, Handle>(),
  beforeRequest: undefined as BeforeRequest | undefined,
  handlers: new Map<string, unknown>(),
  spellChecks: true,
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => void registered.schemes.push(...schemes),
  handle: (scheme: string, handle: Handle) => void registered.handles.set(scheme, handle),
};

const keep = (name: string) => (handler: unknown) => void registered.handlers.set(name, handler);

const defaultSession = Object.assign(new EventEmitter(), {
  setPermissionRequestHandler: keep('permission request'),
  setPermissionCheckHandler: keep('permission check'),
  setDevicePermissionHandler: keep('device permission'),
  setBluetoothPairingHandler: keep('bluetooth pairing'),
  setDisplayMediaRequestHandler: keep('display media'),
  setSpellCheckerEnabled: (isEnabled: boolean) => void (registered.spellChecks = isEnabled),
  webRequest: {
    onBeforeRequest: (handler: BeforeRequest) => void (registered.beforeRequest = handler),
  },
});

export const session = { defaultSession };
