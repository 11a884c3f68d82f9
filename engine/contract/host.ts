/** The few things only a shell can do. The desktop answers with its own dialogs, the served page with in-page ones. */
export interface Host {
  readonly kind: 'desktop' | 'browser';
  /** Null where the person changed their mind. */
  pickFolder(title: string): Promise<string | null>;
  pickProject(title: string): Promise<string | null>;
  pickSavePath(title: string, suggestedName: string): Promise<string | null>;
  /** Shows the file in the system's file manager; does nothing where there is none. */
  reveal(path: string): Promise<void>;
  /** https only; the shell asks the person first. */
  openLink(url: string): Promise<void>;
}
