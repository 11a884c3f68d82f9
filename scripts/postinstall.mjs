// Runs at the end of every install and never fails one: it notes what was installed, and hints at the CUDA provider.
import { existsSync } from 'node:fs';
import { markInstalled } from './install.mjs';

try {
  markInstalled();
  if (existsSync('/proc/driver/nvidia/version'))
    console.log(
      'An NVIDIA card is here: `npm run gpu:install` adds its provider (CUDA 13, driver 580 or later).',
    );
} catch {
  // A hint is not worth a failed install.
}
