/** Chromium outside Electron knows no `app:`; a name under .localhost is as trustworthy and goes nowhere. */
const pageOrigin = 'http://espalier.localhost';
const appOrigin = 'app://espalier';

export function toPageAddress(address: string): string {
  return address.startsWith(appOrigin) ? pageOrigin + address.slice(appOrigin.length) : address;
}

export function toAppAddress(address: string): string {
  return address.startsWith(pageOrigin) ? appOrigin + address.slice(pageOrigin.length) : address;
}
