import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SafeStorage } from 'electron';
import type { PasswordKeeper } from '#contract/host';

/** The part of Electron's safeStorage that is used. */
export type Cipher = Pick<
  SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'getSelectedStorageBackend'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
>;

/** Passwords of databases, encrypted with a key that the system's keychain holds. They go to the engine, never to a page. */
export interface Keychain {
  keeper(): Promise<PasswordKeeper>;
  /** False where there is no keychain, or only a pretended one that the person did not accept. */
  keep(uri: string, user: string, password: string, isPlainAccepted: boolean): Promise<boolean>;
  find(uri: string, user: string): Promise<string | undefined>;
  forget(uri: string, user: string): void;
}

export function createKeychain(
  cipher: Cipher,
  path: string,
  platform: NodeJS.Platform = process.platform,
): Keychain {
  const toKey = (uri: string, user: string): string => JSON.stringify([uri, user]);

  async function keeper(): Promise<PasswordKeeper> {
    if (!(await cipher.isAsyncEncryptionAvailable().catch(() => false))) return 'none';
    // On Linux without a secret service the "encryption" uses a password that is known to everybody.
    if (platform === 'linux' && cipher.getSelectedStorageBackend() === 'basic_text') return 'plain';
    return 'keychain';
  }

  function read(): Record<string, string> {
    try {
      const kept: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return typeof kept === 'object' && kept !== null ? (kept as Record<string, string>) : {};
    } catch {
      return {};
    }
  }

  function write(kept: Readonly<Record<string, string>>): void {
    mkdirSync(dirname(path), { recursive: true });
    const aside = `${path}.partial`;
    writeFileSync(aside, JSON.stringify(kept), { mode: 0o600 });
    chmodSync(aside, 0o600);
    renameSync(aside, path);
  }

  return {
    keeper,
    async keep(uri, user, password, isPlainAccepted) {
      const how = await keeper();
      if (how === 'none' || (how === 'plain' && !isPlainAccepted)) return false;
      const encrypted = await cipher.encryptStringAsync(password);
      write({ ...read(), [toKey(uri, user)]: encrypted.toString('base64') });
      return true;
    },
    async find(uri, user) {
      const encrypted = read()[toKey(uri, user)];
      if (typeof encrypted !== 'string' || (await keeper()) === 'none') return undefined;
      try {
        return (await cipher.decryptStringAsync(Buffer.from(encrypted, 'base64'))).result;
      } catch {
        // Another account's, or the keychain was emptied: it is asked for again.
        return undefined;
      }
    },
    forget(uri, user) {
      const { [toKey(uri, user)]: _, ...others } = read();
      write(others);
    },
  };
}
