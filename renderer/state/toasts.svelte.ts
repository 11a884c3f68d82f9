/** How long a notice stays, in milliseconds; an error stays until it is closed. */
const STAY = 6000;

export interface Toast {
  readonly id: number;
  readonly tone: 'note' | 'error';
  readonly text: string;
  /** What one may still want to do about it. */
  readonly action?: { readonly title: string; readonly run: () => void } | undefined;
}

export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #last = 0;

  add(text: string, tone: Toast['tone'] = 'note', action?: Toast['action']): void {
    const toast = { id: ++this.#last, tone, text, action };
    // Of what can be taken back, the last notice alone speaks: older ones would take back something else.
    const kept = this.shown.filter((old) => old.text !== text && !(action && old.action));
    this.shown = [...kept, toast].slice(-4);
    if (tone === 'note') setTimeout(() => this.close(toast.id), STAY);
  }

  /** Notices that offer something which is past. */
  closeActions(): void {
    this.shown = this.shown.filter((toast) => !toast.action);
  }

  close(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
