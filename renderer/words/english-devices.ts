import type { DeviceState, Provider } from '#domain/devices';
import { counted } from './numbers.ts';

/** What the Models view says of where models run. */
export const devices = {
  title: 'Where models run',
  try: 'Try again',
  trying: 'Trying …',
  allow: (isAllowed: boolean) => (isAllowed ? 'WebGPU is allowed' : 'Allow WebGPU'),
  now: (rate: number, workers: number, runtime: string) =>
    `${rate > 0 ? `${counted(rate, 'sentence', 'sentences')} a second now` : 'Nothing is being read now'}; ${counted(workers, 'process', 'processes')} on the processor at most; ONNX Runtime ${runtime}.`,
  untried: 'What this machine has is looked for when the first documents are read.',
  names: {
    cuda: 'NVIDIA (CUDA)',
    tensorrt: 'NVIDIA (TensorRT)',
    dml: 'DirectML',
    coreml: 'Core ML',
    webgpu: 'WebGPU',
    cpu: 'Processor',
  } as const satisfies Readonly<Record<Provider, string>>,
  states: {
    used: 'in use',
    ready: 'works',
    refused: 'does not work here',
    absent: 'not on this machine',
    off: 'not allowed',
  } as const satisfies Readonly<Record<DeviceState, string>>,
  rate: (sentences: string) => `${sentences} sentences a second when tried`,
};
