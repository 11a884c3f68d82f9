import { userInfo } from 'node:os';
import type { Signature } from '#store/decide';

/**
 * Who decides: `ESPALIER_AUTHOR` if set, else the name of the account. It stands in the log and in a log that is
 * exported on purpose, so that two people's decisions can be told apart; nowhere else.
 */
export function toSignature(note = ''): Signature {
  return { author: process.env['ESPALIER_AUTHOR'] ?? findAccount(), at: Date.now(), note };
}

function findAccount(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in the system's list, as in some containers.
    return '';
  }
}
