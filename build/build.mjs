// `npm run build`: one Vite build for every build/vite.PART.ts there is (the page; Electron's main and preload).
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

for (const name of readdirSync(here)
  .filter((file) => /^vite\..+\.ts$/.test(file))
  .toSorted())
  await build({ configFile: `${here}${name}`, logLevel: 'warn', clearScreen: false });
