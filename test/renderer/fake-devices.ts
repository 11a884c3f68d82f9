import type { DeviceRow, Devices } from '#domain/devices';

const rows: readonly DeviceRow[] = [
  {
    provider: 'cuda',
    state: 'refused',
    reason: 'A library of CUDA is missing (libcublasLt.so.13). `npm run gpu:install` gets it.',
    sentencesPerSecond: null,
  },
  {
    provider: 'tensorrt',
    state: 'refused',
    reason: 'TensorRT is not installed (libnvinfer.so.10 is missing). CUDA does without it.',
    sentencesPerSecond: null,
  },
  { provider: 'dml', state: 'absent', reason: 'It is part of Windows.', sentencesPerSecond: null },
  { provider: 'coreml', state: 'absent', reason: 'It is part of macOS.', sentencesPerSecond: null },
  {
    provider: 'webgpu',
    state: 'off',
    reason: 'It is new and not the same everywhere, so it is tried only where you allow it.',
    sentencesPerSecond: null,
  },
  {
    provider: 'cpu',
    state: 'used',
    reason: 'Works everywhere, in processes of one thread each.',
    sentencesPerSecond: 780,
  },
];

/** A machine with an NVIDIA card whose libraries are missing; WebGPU can be allowed, and then works. */
export function createFakeDevices(onChange: () => void) {
  let webgpu = false;
  let queue: string | null = null;
  const getQueue = () => ({ address: queue, hasPassword: false, isGiven: false });
  const list = (): Devices => ({
    rows: rows.map((row) =>
      row.provider === 'webgpu' && webgpu
        ? {
            ...row,
            state: 'ready',
            reason: 'Works, and is no faster than the processor here.',
            sentencesPerSecond: 0.2,
          }
        : row,
    ),
    used: 'cpu',
    workers: 2,
    runtime: '1.30.0',
    isTrying: false,
    webgpu,
    notice:
      'NVIDIA graphics processor (CUDA) stopped working. The processor goes on with the same work and finds the same facts, more slowly.',
    sentencesPerSecond: 412,
  });
  return {
    'queue.get': getQueue,
    'queue.set'(asked: { readonly address: string | null }) {
      queue = asked.address;
      return getQueue();
    },
    'device.list': list,
    'device.try': list,
    'device.allow'(asked: { readonly webgpu: boolean }) {
      ({ webgpu } = asked);
      onChange();
      return list();
    },
  };
}
