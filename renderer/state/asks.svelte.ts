import type { Host, PasswordKeeper } from '#contract/host';

/** A question that an in-page dialog is open for. */
export interface Ask {
  readonly kind: 'folder' | 'project' | 'file' | 'save' | 'link';
  readonly title: string;
  /** Suggested file name, or the address of a link. */
  readonly subject: string;
  /** Of the files that may be chosen, without the dot. */
  readonly extensions: readonly string[];
  answer(path: string | null): void;
}

/** The dialogs a browser does not have, as one Host: `views/AskDialog.svelte` shows what is `open`. */
export class Asks implements Host {
  readonly kind = 'browser';
  open = $state.raw<Ask | null>(null);

  pickFolder(title: string): Promise<string | null> {
    return this.#ask('folder', title, '');
  }

  pickProject(title: string): Promise<string | null> {
    return this.#ask('project', title, '');
  }

  pickFile(title: string, extensions: readonly string[]): Promise<string | null> {
    return this.#ask('file', title, '', extensions);
  }

  pickSavePath(title: string, suggestedName: string): Promise<string | null> {
    return this.#ask('save', title, suggestedName);
  }

  /** A page cannot open a file manager; the path on the clipboard is the next best thing. */
  reveal(path: string): Promise<void> {
    return navigator.clipboard.writeText(path);
  }

  /** A page has no keychain: the engine remembers for the session. */
  async passwordKeeper(): Promise<PasswordKeeper> {
    return 'none';
  }

  async keepPassword(): Promise<boolean> {
    return false;
  }

  async recallPassword(): Promise<boolean> {
    return false;
  }

  async forgetPassword(): Promise<void> {}

  async openLink(url: string): Promise<void> {
    if (new URL(url).protocol !== 'https:') return;
    if (await this.#ask('link', '', url)) window.open(url, '_blank', 'noopener,noreferrer');
  }

  pathOfDropped(): Promise<null> {
    return Promise.resolve(null);
  }

  #ask(
    kind: Ask['kind'],
    title: string,
    subject: string,
    extensions: readonly string[] = [],
  ): Promise<string | null> {
    this.open?.answer(null);
    return new Promise((resolve) => {
      this.open = {
        kind,
        title,
        subject,
        extensions,
        answer: (path) => {
          this.open = null;
          resolve(path);
        },
      };
    });
  }
}
