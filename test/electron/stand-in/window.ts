import { EventEmitter } from 'node:events';
import { addWindow, app, removeWindow } from './app.ts';
import { WebContents } from './contents.ts';

export interface WindowOptions {
  readonly webPreferences: Readonly<Record<string, unknown>>;
}

/** A window is a page of Chromium. */
export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly webContents: WebContents;
  readonly options: WindowOptions;
  isFocused = false;
  #isDestroyed = false;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    this.webContents = new WebContents(options.webPreferences);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    app.emit('web-contents-created', {}, this.webContents);
    BrowserWindow.all.push(this);
    addWindow(this);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.load(url);
  }

  show(): void {
    this.isFocused = true;
  }

  focus(): void {
    this.isFocused = true;
  }

  isMinimized(): boolean {
    return false;
  }

  close(): void {
    this.#end(false);
  }

  /** When the app quits. */
  destroy(): void {
    this.#end(true);
  }

  #end(isQuitting: boolean): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    void this.webContents.destroy();
    this.emit('closed');
    removeWindow(this, isQuitting);
  }
}
