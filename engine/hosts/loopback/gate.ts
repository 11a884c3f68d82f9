import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may come in: launch codes, each good for one visit, are swapped for sessions. */
export interface Gate {
  /** A fresh code; also ends a lock-out, since only the person at the terminal can ask for one. */
  issueCode(): string;
  /** A session for a right code, which is spent by it. After too many wrong ones every open code is void. */
  redeem(code: string): { readonly session: string } | 'wrong' | 'locked';
  hasSession(tokens: readonly string[]): boolean;
}

const BYTES = 32;
const MAX_WRONG = 10;
const MAX_OPEN_CODES = 16;
const MAX_SESSIONS = 256;

export function createGate(): Gate {
  let codes: Buffer[] = [];
  let sessions: Buffer[] = [];
  let wrong = 0;

  return {
    issueCode() {
      const code = randomBytes(BYTES).toString('base64url');
      codes = [...codes, toDigest(code)].slice(-MAX_OPEN_CODES);
      wrong = 0;
      return code;
    },
    redeem(code) {
      if (wrong >= MAX_WRONG) return 'locked';
      const at = indexOf(codes, toDigest(code));
      if (at < 0) {
        wrong += 1;
        if (wrong >= MAX_WRONG) codes = [];
        return 'wrong';
      }
      codes = codes.toSpliced(at, 1);
      wrong = 0;
      const session = randomBytes(BYTES).toString('base64url');
      sessions = [...sessions, toDigest(session)].slice(-MAX_SESSIONS);
      return { session };
    },
    hasSession: (tokens) => tokens.some((token) => indexOf(sessions, toDigest(token)) >= 0),
  };
}

/** Digests are kept and compared, so that neither memory nor timing tells anything of a secret, nor of its length. */
function toDigest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Looks at every entry, whatever it finds. */
function indexOf(digests: readonly Buffer[], wanted: Buffer): number {
  let found = -1;
  for (const [at, digest] of digests.entries()) if (timingSafeEqual(digest, wanted)) found = at;
  return found;
}
