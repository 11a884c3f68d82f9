/** How long a notice stays, in milliseconds; an error stays until it is closed. */
const STAY = 6000;

export interface Toast {
  readonly id: number;
  readonly tone: 'note' | 'error';
  readonly text: string;
}

export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #last = 0;

  add(text: string, tone: Toast['tone'] = 'note'): void {
    const toast = { id: ++this.#last, tone, text };
    this.shown = [...this.shown.filter((old) => old.text !== text), toast].slice(-4);
    if (tone === 'note') setTimeout(() => this.close(toast.id), STAY);
  }

  close(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
