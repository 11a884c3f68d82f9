import type { DocumentCode } from '#domain/document';
import type { LinkReason, ReasonKind } from '#domain/linking';
import type { Waiting, WaitingCode } from '#domain/views';

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

const waitings: Record<WaitingCode, (subject: string) => string> = {
  'queue-away': (s) =>
    `Redis at ${s} does not answer. The import waits, and goes on when it is back.`,
  'queue-full': (s) => `Redis takes nothing just now (${s}). The import tries again and again.`,
  'queue-no-worker': (s) =>
    `No worker of the queue has the model ${s}. The import waits for one: start espalier worker on a machine where it is installed.`,
};

/** Why a job stands still. */
export function toWaiting({ code, subject }: Waiting): string {
  return waitings[code](subject);
}

/** One piece of evidence in words; `left` and `right` are as they occur. The closed table of `ReasonKind`. */
const evidence: Record<ReasonKind, (left: string, right: string) => string> = {
  prior: () => 'Most pairs of names that look alike are two things.',
  'name.equal': (left) => `Both are called “${left}”.`,
  'name.abbreviated': (left, right) =>
    `“${left}” and “${right}”: one cuts words of the other short.`,
  'name.order': (left, right) => `“${left}” and “${right}” are the same words in another order.`,
  'name.sounds': (left, right) =>
    `“${left}” and “${right}” are spelled differently and sound alike.`,
  'name.similar': (left, right) => `“${left}” and “${right}” differ by a letter or two.`,
  'name.middle': (left, right) =>
    `“${left}” and “${right}” share first and last name; one says more.`,
  'name.initials': (left, right) => `The initials of “${left}” and “${right}” agree.`,
  'name.nickname': (left, right) => `“${left}” and “${right}” may be one given name in two forms.`,
  'name.surname': (left, right) => `“${left}” and “${right}” share a surname that stands alone.`,
  'name.given': (left, right) => `“${left}” and “${right}” share a given name that stands alone.`,
  'name.alias': (left, right) => `A document or list uses “${left}” and “${right}” for one thing.`,
  'name.acronym': (left, right) =>
    `“${left}” and “${right}”: one is made of the initials of the other.`,
  'name.listed': (left, right) => `“${left}” and “${right}” are names of one country.`,
  'name.plain': (left, right) => `“${left}” and “${right}” are one name, once with a description.`,
  'name.qualified': (left, right) => `“${left}” and “${right}”: one adds where or of what.`,
  'name.plural': (left, right) => `“${left}” and “${right}” are singular and plural.`,
  'name.words': (left, right) => `“${left}” and “${right}” have words in common.`,
  'name.differs': (left, right) => `“${left}” and “${right}” are different names.`,
  'name.givenDiffers': (left, right) => `“${left}” and “${right}” have different given names.`,
  'name.middleDiffers': (left, right) => `“${left}” and “${right}” have different middle names.`,
  'name.numberDiffers': (left, right) => `“${left}” and “${right}” have different numbers.`,
  'name.rare': (left) => `“${left}” is a rare name.`,
  'name.common': (left) => `“${left}” is a common name.`,
  'name.shared': (_, right) => `At least ${right} things here could be called so.`,
  'type.differs': (left, right) => `One is taken for ${left}, the other for ${right}.`,
  'company.shared': () => 'They are mentioned beside the same others.',
  'company.together': () => 'A document names both and tells them apart.',
  'neighbours.shared': () => 'The same facts are told of both.',
  'attribute.equal': (left) => `Both have ${left}.`,
  'attribute.contradicts': (left, right) => `One has ${left}, the other ${right}.`,
};

/** For page and command line. Whether it speaks for or against is the sign of its weight. */
export function wordReason({ kind, left = '', right = '' }: LinkReason): string {
  return evidence[kind](left, right);
}
