/** Passwords of databases, for as long as the engine runs. They are in no project, no log, no event and no reply. */
export interface Credentials {
  find(uri: string, user: string): string | undefined;
  keep(uri: string, user: string, password: string): void;
  forget(uri: string, user: string): void;
  list(): readonly { readonly uri: string; readonly user: string }[];
}

export function createCredentials(): Credentials {
  const kept = new Map<string, { uri: string; user: string; password: string }>();
  const toKey = (uri: string, user: string): string => JSON.stringify([uri, user]);
  return {
    find: (uri, user) => kept.get(toKey(uri, user))?.password,
    keep: (uri, user, password) => void kept.set(toKey(uri, user), { uri, user, password }),
    forget: (uri, user) => void kept.delete(toKey(uri, user)),
    list: () => [...kept.values()].map(({ uri, user }) => ({ uri, user })),
  };
}
