/** Segments longer than this are cut: no file system takes them. UTF-16 units. */
const longestSegment = 200;
const mostSegments = 32;

/**
 * A name for a part that can be shown and kept, whatever the archive calls it: relative, parted by `/`, without `..`, drive,
 * control or bidirectional characters, and without `!/`, which parts a container from what lies in it. It is never a path to
 * write to. Each gives another name: a second `a.txt` becomes `a (2).txt`.
 */
export function createPartNames(): (raw: string) => string {
  const taken = new Map<string, number>();
  return (raw) => {
    const name = toSafeName(raw);
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    if (count === 1) return name;
    const dot = name.lastIndexOf('.');
    const cut = dot > name.lastIndexOf('/') + 1 ? dot : name.length;
    const other = `${name.slice(0, cut)} (${count})${name.slice(cut)}`;
    // The archive may hold a file of that very name as well.
    taken.set(other, 1);
    return other;
  };
}

export function toSafeName(raw: string): string {
  const segments = raw
    .toWellFormed()
    .replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replaceAll('\\', '/')
    .replace(/^[a-z]:/i, '')
    .split('/')
    .map((segment) => segment.trim().slice(0, longestSegment).toWellFormed().replace(/!+$/, ''))
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return segments.slice(-mostSegments).join('/') || 'unnamed';
}

/** What a system or an archiver puts into archives for itself. */
export function isClutter(name: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|\._[^/]*$)/.test(name);
}
