import { z } from 'zod';

/** What a path was chosen for. A folder that is read from may not be written into because of it. */
export type PathUse = 'read' | 'write';

/** What Electron's main says to the engine on channel 0, beside the pages' own channels. */
export type ShellCalls = {
  /** In the window of that channel the person chose this path in a dialog, or dropped it. */
  readonly 'path.grant': {
    readonly input: { readonly channel: number; readonly path: string; readonly use: PathUse };
    readonly output: null;
  };
  /** Opens a project file, or imports a folder into a new project: the argument of the command line. */
  readonly 'path.open': { readonly input: { readonly path: string }; readonly output: null };
  /** A password from the keychain, for as long as the engine runs. */
  readonly 'password.give': {
    readonly input: { readonly uri: string; readonly user: string; readonly password: string };
    readonly output: null;
  };
};

/** Channel 0 of the desktop's stream; windows count from 1. */
export const SHELL_CHANNEL = 0;

const title = z.string().max(200);
const path = z.string().min(1).max(4096);
const login = [z.string().min(1).max(500), z.string().max(1000)] as const;

/**
 * What a preload may ask of main: channel → its arguments, exactly. Main hands over a port and owns what only a shell
 * can do; everything else goes through the port to the engine.
 */
export const shellRoutes = {
  /** Main answers with a port on `portChannel`. */
  'window.connect': z.tuple([]),
  'dialog.pickFolder': z.tuple([title]),
  'dialog.pickProject': z.tuple([title]),
  'dialog.pickFile': z.tuple([title, z.array(z.string().regex(/^[a-z0-9]{1,10}$/u)).max(10)]),
  'dialog.pickSavePath': z.tuple([title, z.string().max(255)]),
  'path.dropped': z.tuple([path]),
  'path.reveal': z.tuple([path]),
  'link.open': z.tuple([z.string().max(2000)]),
  'password.keeper': z.tuple([]),
  'password.keep': z.tuple([...login, z.string().min(1).max(1000), z.boolean()]),
  'password.recall': z.tuple(login),
  'password.forget': z.tuple(login),
} as const satisfies Record<string, z.ZodType<unknown[]>>;

export type ShellRoutes = typeof shellRoutes;
export type ShellRoute = keyof ShellRoutes;
export type ArgumentsOf<Route extends ShellRoute> = z.output<ShellRoutes[Route]>;
