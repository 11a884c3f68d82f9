import type { Connection } from './connection.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

interface Window {
  readonly connection: Connection;
  readonly toasts: Toasts;
  revision: number;
}

/** Says once, wherever the person is, that a device stopped working and who does its work now. */
export function followDevices(window: Window): void {
  let told: string | null = null;
  window.connection.on('device.changed', () => {
    window.connection.call('device.list', {}).then(
      ({ notice, isTrying }) => {
        if (notice !== null && notice !== told) window.toasts.add(notice);
        told = notice;
        // The frame tells where models run.
        if (!isTrying) window.revision += 1;
      },
      () => {},
    );
  });
}
