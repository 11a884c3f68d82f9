import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Electron's main: one ESM file for Electron's own Node. */
export default defineConfig({
  root,
  logLevel: 'warn',
  build: {
    ssr: 'electron/main/main.ts',
    outDir: 'out/electron',
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    rollupOptions: {
      external: ['electron'],
      output: { entryFileNames: 'main.mjs', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
});
