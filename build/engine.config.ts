import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'out', 'engine');

/** PDFium's code lies beside the bundle, where read looks for it first. */
const copyPdfium: Plugin = {
  name: 'copy-pdfium',
  writeBundle() {
    const require = createRequire(import.meta.url);
    copyFileSync(require.resolve('@embedpdf/pdfium/pdfium.wasm'), join(out, 'pdfium.wasm'));
  },
};

/**
 * The engine's entries, for the package only: a clone runs them from source. One flat folder, since an entry finds
 * the others beside itself. Native libraries and the one that loads wasm from its own folder stay packages.
 */
export default defineConfig({
  root,
  logLevel: 'warn',
  plugins: [copyPdfium],
  build: {
    ssr: true,
    outDir: out,
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rollupOptions: {
      input: ['desktop', 'cli', 'worker'].map((entry) => `engine/hosts/${entry}.ts`),
      external: ['onnxruntime-node', 'tokenizers', 'oxigraph'],
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
  ssr: { noExternal: true, external: ['onnxruntime-node', 'tokenizers', 'oxigraph'] },
});
