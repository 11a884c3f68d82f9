import { Failure, type FailureCode } from '#domain/failure';

/** Primary result codes of SQLite, https://sqlite.org/rescode.html */
const codes: Readonly<Record<number, FailureCode>> = {
  3: 'path-unreadable',
  5: 'project-locked',
  6: 'project-locked',
  8: 'path-unreadable',
  10: 'path-unreadable',
  11: 'project-damaged',
  13: 'disk-full',
  14: 'path-unreadable',
  26: 'project-damaged',
};

const systemCodes: Readonly<Record<string, FailureCode>> = {
  ENOENT: 'project-missing',
  ENOTDIR: 'project-missing',
  EACCES: 'path-unreadable',
  EPERM: 'path-unreadable',
  EROFS: 'path-unreadable',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
};

/** What SQLite or the system reported, as a code; whatever has no code comes back as it is. */
export function toFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  const found = typeof errcode === 'number' ? codes[errcode & 0xff] : systemCodes[String(code)];
  return found ? new Failure(found, path, error) : error;
}
