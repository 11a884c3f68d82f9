import { toContents } from './contents.ts';
import { limits } from './limits.ts';
import { createPartNames, isClutter } from './part-name.ts';
import type { BytesReader, LazyPart, Outcome, Source } from './reader.ts';
import { isRefusal, quarantined, skipped } from './reader.ts';
import { readDirectory, type ZipEntry } from './zip-directory.ts';
import { loadEntry } from './zip-entry.ts';

/** Zip archives that are no documents themselves: each file inside is one of its own. Nothing is written to a disk. */
export const zip: BytesReader = {
  input: 'bytes',
  format: 'zip',
  mimes: ['application/zip'],
  read: readZip,
  eachPart,
};

interface Member {
  readonly name: string;
  readonly entry: ZipEntry;
}

function listMembers(entries: readonly ZipEntry[]): Member[] {
  const toName = createPartNames();
  return entries
    .filter(({ isFolder, isLink, name }) => !isFolder && !isLink && !isClutter(name))
    .map((entry) => ({ entry, name: toName(entry.name) }));
}

async function readZip({ bytes, password }: Source): Promise<Outcome> {
  const directory = await readDirectory(bytes);
  if ('refused' in directory) return quarantined(directory.refused, directory.detail);
  const members = listMembers(directory.entries);
  const locked = members.filter(({ entry }) => isLocked(bytes, entry, password));
  if (locked.length > 0 && locked.length === members.length)
    return skipped('needs-password', 'The archive opens with a password only.');
  const links = directory.entries.filter(({ isLink }) => isLink).length;
  const draft = toContents(
    members.map(({ name }) => name),
    members.length - locked.length,
  );
  if (locked.length > 0)
    return {
      ...draft,
      damage: {
        code: 'needs-password',
        detail: `Locked inside: ${locked.length} of ${members.length} files.`,
      },
    };
  return links === 0
    ? draft
    : { ...draft, damage: { code: 'not-a-file', detail: `Links inside, not followed: ${links}.` } };
}

/** Whether a member cannot be opened with what password there is. Wrong passwords are told by the smallest member's own check. */
function isLocked(bytes: Uint8Array, entry: ZipEntry, password: string | undefined): boolean {
  if (!entry.isEncrypted) return false;
  if (password === undefined) return true;
  const loaded = loadEntry(bytes, entry, password);
  return isRefusal(loaded) && loaded.code === 'needs-password';
}

async function* eachPart({ bytes, password }: Source): AsyncGenerator<LazyPart> {
  const directory = await readDirectory(bytes);
  if ('refused' in directory) return;
  let total = 0;
  for (const { name, entry } of listMembers(directory.entries)) {
    if (entry.isEncrypted && (password === undefined || isLocked(bytes, entry, password))) continue;
    total += entry.size;
    const isBeyond = total > limits.memberTotalBytes;
    yield {
      name,
      size: entry.size,
      load: () =>
        isBeyond
          ? quarantined('too-large', 'The archive unpacks to more than is read of one.')
          : loadEntry(bytes, entry, password),
    };
  }
}
