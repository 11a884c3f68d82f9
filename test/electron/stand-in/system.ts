/** The system's own surfaces: what would be shown is written down, what a person would answer is queued by the test. */
export const seen = {
  dialogs: [] as { readonly kind: string; readonly options: unknown }[],
  errors: [] as string[],
  openedLinks: [] as string[],
  revealed: [] as string[],
  menu: undefined as unknown,
};

export const answers: unknown[] = [];

function ask(kind: string, options: unknown): Promise<unknown> {
  seen.dialogs.push({ kind, options });
  if (answers.length === 0) throw new Error(`nobody answers this ${kind}`);
  return Promise.resolve(answers.shift());
}

export const dialog = {
  showOpenDialog: (_window: object, options: unknown) => ask('open', options),
  showSaveDialog: (_window: object, options: unknown) => ask('save', options),
  showMessageBox: (_window: object, options: unknown) => ask('message', options),
  showErrorBox: (title: string, content: string) => void seen.errors.push(`${title}: ${content}`),
};

export const shell = {
  openExternal: async (url: string) => void seen.openedLinks.push(url),
  showItemInFolder: (path: string) => void seen.revealed.push(path),
};

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => void (seen.menu = menu),
};

/** Turns the text around, so that a test sees whether it went through here. */
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptStringAsync: (text: string) =>
    Promise.resolve(Buffer.from([...text].toReversed().join(''))),
  decryptStringAsync: (bytes: Buffer) =>
    Promise.resolve({
      shouldReEncrypt: false,
      result: [...bytes.toString()].toReversed().join(''),
    }),
};
