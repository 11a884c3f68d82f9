/** The few things only a shell can do. The desktop answers with its own dialogs, the served page with in-page ones. */
export interface Host {
  readonly kind: 'desktop' | 'browser';
  /** Null where the person changed their mind. */
  pickFolder(title: string): Promise<string | null>;
  pickProject(title: string): Promise<string | null>;
  /** One file to read; extensions without the dot. */
  pickFile(title: string, extensions: readonly string[]): Promise<string | null>;
  pickSavePath(title: string, suggestedName: string): Promise<string | null>;
  /** Where a file or folder that was dropped on the page lies; null in a browser, which does not tell. */
  pathOfDropped(file: File): Promise<string | null>;
  /** Shows the file in the system's file manager; does nothing where there is none. */
  reveal(path: string): Promise<void>;
  /** https only; the shell asks the person first. */
  openLink(url: string): Promise<void>;
  passwordKeeper(): Promise<PasswordKeeper>;
  /** For a database, beyond this session. Gives whether it was kept. No password ever comes back to the page. */
  keepPassword(
    uri: string,
    user: string,
    password: string,
    isPlainAccepted: boolean,
  ): Promise<boolean>;
  /** Hands a kept password to the engine; false where none is kept. */
  recallPassword(uri: string, user: string): Promise<boolean>;
  forgetPassword(uri: string, user: string): Promise<void>;
}

/** Where passwords can be kept: with the system's keychain, in a file that this account can read, or not at all. */
export type PasswordKeeper = 'keychain' | 'plain' | 'none';

/**
 * How a page gets its port on the desktop: it posts `ready` to its own window, and the preload posts `connect` with
 * one MessagePort. Asking again (after the engine was restarted) gives a new port.
 */
export const portHandshake = {
  ready: { espalier: 'ready' },
  connect: { espalier: 'connect' },
  /** The name under which the preload puts the desktop's Host; absent in a browser. */
  hostName: 'espalierHost',
} as const;

/** The name under which main sends a page's port to its preload. */
export const PORT_CHANNEL = 'window.port';
