import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createKeychain, type Cipher } from '../../electron/main/keychain.ts';

const secret = 'canary-3071 🗝️';
const login = ['neo4j+s://graph.example.org', 'ada'] as const;

function makePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'data', 'passwords.json');
}

/** A cipher of one byte, which the file shows or does not show. */
function makeCipher(
  backend: ReturnType<Cipher['getSelectedStorageBackend']>,
  isThere = true,
): Cipher {
  const turn = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(isThere),
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: (text) => Promise.resolve(turn(Buffer.from(text))),
    decryptStringAsync: (bytes) =>
      Promise.resolve({ shouldReEncrypt: false, result: turn(bytes).toString() }),
  };
}

test('a password is kept encrypted, for its address and user alone', async () => {
  const path = makePath();
  const keychain = createKeychain(makeCipher('gnome_libsecret'), path, 'linux');
  expect(await keychain.keeper()).toBe('keychain');
  expect(await keychain.keep(...login, secret, false)).toBe(true);
  const written = readFileSync(path, 'utf8');
  expect(written).not.toContain('canary');
  expect(written).not.toContain(Buffer.from(secret).toString('base64').slice(0, 12));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const again = createKeychain(makeCipher('gnome_libsecret'), path, 'linux');
  expect(await again.find(...login)).toBe(secret);
  expect(await again.find(login[0], 'grace')).toBeUndefined();
  expect(await again.find('neo4j+s://other.example.org', 'ada')).toBeUndefined();
  again.forget(...login);
  expect(await again.find(...login)).toBeUndefined();
});

test('a keychain that is none is told apart, and used only where a person accepts it', async () => {
  const keychain = createKeychain(makeCipher('basic_text'), makePath(), 'linux');
  expect(await keychain.keeper()).toBe('plain');
  expect(await keychain.keep(...login, secret, false)).toBe(false);
  expect(await keychain.find(...login)).toBeUndefined();
  expect(await keychain.keep(...login, secret, true)).toBe(true);
  expect(await keychain.find(...login)).toBe(secret);
});

test('without any, nothing is kept', async () => {
  const keychain = createKeychain(makeCipher('unknown', false), makePath(), 'linux');
  expect(await keychain.keeper()).toBe('none');
  expect(await keychain.keep(...login, secret, true)).toBe(false);
  expect(await keychain.find(...login)).toBeUndefined();
});

test('a file of keys that is damaged is as good as none', async () => {
  const path = makePath();
  const cipher = makeCipher('gnome_libsecret');
  const keychain = createKeychain(cipher, path, 'linux');
  await keychain.keep(...login, secret, false);
  const broken = { ...cipher, decryptStringAsync: () => Promise.reject(new Error('another key')) };
  expect(await createKeychain(broken, path, 'linux').find(...login)).toBeUndefined();
});
