import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../renderer', import.meta.url));

/**
 * The page, as files a strict content policy can serve: nothing inline (no small asset as data, no preload polyfill),
 * relative addresses so that `app://` and `http://` serve the same folder.
 */
export default defineConfig({
  root,
  base: './',
  plugins: [tailwindcss(), svelte()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'esnext',
    cssTarget: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
});
