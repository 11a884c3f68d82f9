/** What a person chose about the window; kept by the browser, never sent. */
interface Chosen {
  theme: 'system' | 'light' | 'dark';
  density: 'compact' | 'comfortable';
  inspector: boolean;
  /** Pixels. */
  inspectorWidth: number;
  sidebarWidth: number;
  graphAs: 'picture' | 'outline';
  /** How a document with pages is read: as it looks, or as clean text. */
  readerAs: 'pages' | 'text';
  /** Pixels a point; null: as wide as there is room. */
  readerZoom: number | null;
}

const KEY = 'espalier.window';
const usual: Chosen = {
  theme: 'system',
  density: 'compact',
  inspector: true,
  inspectorWidth: 340,
  sidebarWidth: 260,
  graphAs: 'picture',
  readerAs: 'pages',
  readerZoom: null,
};

function kept(): Chosen {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Chosen>) };
  } catch {
    return { ...usual };
  }
}

export const settings: Chosen = $state(kept());

/** Writes the choices down and puts theme and density on the page. Run in an effect. */
export function applySettings(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A browser may refuse storage; the choice then lasts as long as the window.
  }
  const { dataset } = document.documentElement;
  if (settings.theme === 'system') delete dataset['theme'];
  else dataset['theme'] = settings.theme;
  dataset['density'] = settings.density;
}

export function isDark(): boolean {
  if (settings.theme !== 'system') return settings.theme === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}
