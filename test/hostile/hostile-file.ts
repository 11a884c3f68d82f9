/** A file made to hurt. The name says what it tries. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where files with outside references point: must stay unread and unvisited. */
export interface Bait {
  /** A file with a secret in it. */
  readonly file: string;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
export const times = (text: string, count: number): string => text.repeat(count);

/** The file cut at every n-th of its length. */
export function cutAt(name: string, bytes: Uint8Array, pieces: number): HostileFile[] {
  const [stem, ending] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.'))];
  return Array.from({ length: pieces - 1 }, (_, i) => ({
    name: `${stem}-cut-${i + 1}-of-${pieces}${ending}`,
    bytes: bytes.slice(0, Math.floor((bytes.length * (i + 1)) / pieces)),
  }));
}
