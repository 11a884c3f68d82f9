import type { DocumentCode } from '#domain/document';

/** Why a source is not `done`, in words: what happened and what would help. Worded once, for page and command line. */
const reasons: Record<DocumentCode, string> = {
  'empty-file': 'The file is empty.',
  'unknown-format': 'This kind of file is not read yet.',
  'unreadable-file': 'The file cannot be opened. Check that you may read it.',
  'not-a-file': 'This is not an ordinary file.',
  'too-large': 'The file is larger than Espalier reads, or unpacks to more.',
  'needs-password':
    'The file is locked with a password. Give it in Documents, or with --password-file; it is not kept.',
  'no-text': 'No text was found in the file.',
  'no-text-layer': 'The pages are pictures without a text layer, so there is nothing to read yet.',
  'broken-file': 'The file is damaged. What could be read of it, if anything, is kept.',
  'reader-crashed': 'The file made its reader crash, twice. It was set aside.',
  'reader-timeout': 'Reading the file took too long. It was set aside.',
  'reader-memory': 'Reading the file took too much memory. It was set aside.',
  'changed-while-read':
    'The file kept changing while it was read. Import it again when it is at rest.',
  'extractor-crashed': 'Extraction failed on this file, twice. It was set aside.',
  'engine-crashed':
    'Espalier itself ended three times while it worked on this file. It was set aside.',
  hidden: 'The file is hidden, or kept by a program for itself. It was not read.',
  'folder-link': 'This is a link to a folder. Import that folder itself to read it.',
  'unreadable-folder': 'The folder cannot be opened. What was read from it before is kept.',
  'unreadable-name': 'The name of the file is not valid text. Rename it to have it read.',
  'too-deep': 'The file lies in too many archives, one inside the other.',
  'too-many-names': 'The file names more than can be kept. What was found up to there is kept.',
};

/** `detail` is the reader's own particulars; it is shown behind the sentence. */
export function toReason(code: string, detail: string | null): string {
  const sentence = reasons[code as DocumentCode] ?? 'The file could not be read.';
  return detail ? `${sentence} (${detail})` : sentence;
}
