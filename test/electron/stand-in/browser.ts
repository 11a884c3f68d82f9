import process from 'node:process';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

let browser: Browser | undefined;
let context: BrowserContext | undefined;

/** One Chromium, one profile: Electron's default session. */
export async function openBrowser(): Promise<void> {
  browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
    ],
    // Playwright's own would end the browser before main has said goodbye to the engine.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  context = await browser.newContext({ viewport: { width: 1280, height: 840 } });
}

export function getContext(): BrowserContext {
  if (!context) throw new Error('no window can be made before the app is ready');
  return context;
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
}
