// Fetches ONNX Runtime's CUDA 12 libraries by the package's own installer. Soft: without them the CPU is used.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { carriedNode } from './carried-node.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
const { status } = spawnSync(
  carriedNode(),
  [join(root, 'node_modules/onnxruntime-node/script/install.js')],
  {
    stdio: 'inherit',
    cwd: join(root, 'node_modules/onnxruntime-node'),
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'cuda12' },
  },
);
console.log(
  status === 0
    ? 'The CUDA 12 provider is installed; it also needs cuDNN 9 and the CUDA 12 runtime on the loader path.'
    : 'The CUDA provider could not be installed; Espalier goes on using the CPU.',
);
