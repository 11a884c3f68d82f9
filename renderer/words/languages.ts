const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** `en` as "English"; what is no language tag is shown as it is. */
export function toLanguage(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
