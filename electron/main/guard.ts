import type { App, Session, WebContents } from 'electron';
import { isOwnAddress, isOwnRequest } from './policy.ts';

/** Every page, whoever makes it: stays where it is, opens nothing, embeds nothing. Call before the app is ready. */
export function guardPages(app: App): void {
  app.enableSandbox();
  app.on('web-contents-created', (_, contents: WebContents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnAddress(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOwnAddress(event.url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!isOwnAddress(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Nothing is permitted, no device is chosen, nothing is asked of any other host: also where the page's own policy had a hole. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('select-hid-device', (event, _details, answer) => (event.preventDefault(), answer()));
  session.on('select-usb-device', (event, _details, answer) => (event.preventDefault(), answer()));
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault();
    answer('');
  });
  session.on('will-download', (event, item) => {
    if (!isOwnRequest(item.getURL())) event.preventDefault();
  });
  // Dictionaries would be fetched from a server.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !isOwnRequest(details.url) && !details.url.startsWith('devtools:') }),
  );
}
