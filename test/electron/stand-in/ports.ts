import { EventEmitter } from 'node:events';

/** A port in main. Messages wait until `start`, as in Electron. */
export class MessagePortMain extends EventEmitter {
  #other: MessagePortMain | undefined;
  #waiting: unknown[] | undefined = [];
  #isClosed = false;

  entangle(other: MessagePortMain): void {
    this.#other = other;
  }

  postMessage(data: unknown): void {
    if (!this.#isClosed) this.#other?.receive(structuredClone(data));
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const data of waiting) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const other = this.#other;
    queueMicrotask(() => {
      this.emit('close');
      other?.close();
    });
  }

  private receive(data: unknown): void {
    queueMicrotask(() => {
      if (this.#waiting) this.#waiting.push(data);
      else if (!this.#isClosed) this.emit('message', { data, ports: [] });
    });
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();

  constructor() {
    this.port1.entangle(this.port2);
    this.port2.entangle(this.port1);
  }
}
