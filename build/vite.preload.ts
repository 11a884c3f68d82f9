import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The preload: one CommonJS file, since a sandboxed preload can be neither ESM nor more than one file. */
export default defineConfig({
  root,
  logLevel: 'warn',
  build: {
    ssr: 'electron/preload/preload.ts',
    outDir: 'out/electron',
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    rollupOptions: {
      external: ['electron'],
      output: { entryFileNames: 'preload.cjs', format: 'cjs', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
});
