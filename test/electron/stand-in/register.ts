import { registerHooks } from 'node:module';

/** `node --import register.ts main.mjs`: whoever imports `electron` gets the stand-in. The real package would try to download. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    return { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true };
  },
});
