/**
 * Text for XML 1.0, in an element or a quoted attribute. Characters that XML cannot hold in any form become U+FFFD; line
 * ends are written as references, because a parser would make spaces of them in attributes.
 */
export function toXmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"'\t\n\r]/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}

// oxlint-disable-next-line no-control-regex -- these are the characters to find
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
