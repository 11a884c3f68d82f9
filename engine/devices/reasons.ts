import type { Provider } from '#domain/devices';

/** The libraries say it in their own words: CUDA's arena, cuBLAS, Direct3D, Vulkan, Dawn, Metal. */
const MEMORY =
  /out of memory|failed to allocate memory|available memory of|ALLOC_FAILED|OUTOFMEMORY|8007000E|OUT_OF_(?:DEVICE|HOST|POOL)_MEMORY|insufficient memory/iu;

export function isOutOfMemory(error: unknown): boolean {
  return MEMORY.test(error instanceof Error ? error.message : String(error));
}

/** What a worker says before it ends because its provider does not take the model; what follows is the provider's own words. */
export const REFUSED = 'espalier: refused:';

/** How a provider is called, for a person. */
export const names: Readonly<Record<Provider, string>> = {
  cuda: 'NVIDIA graphics processor (CUDA)',
  tensorrt: 'NVIDIA graphics processor (TensorRT)',
  dml: 'Graphics processor (DirectML)',
  coreml: 'Apple’s processors (Core ML)',
  webgpu: 'Graphics processor (WebGPU)',
  cpu: 'Processor',
};

/** How a trial went wrong. `killed`: by a stranger, or a system without memory, which says nothing of the device. */
export type Trouble = 'crashed' | 'killed' | 'hung' | 'refused' | 'wrong' | 'lost';

/** What is known by its words, the most telling first; `m[1]` is what it is about. */
const known: readonly (readonly [RegExp, (found: string) => string])[] = [
  [
    /providers_(?:shared|cuda|tensorrt)\.so: cannot open shared object/u,
    () => 'Its libraries are not installed. `npm run gpu:install` gets them.',
  ],
  [
    /(libcuda\.so\S*|nvcuda\.dll): cannot open shared object/u,
    () => 'There is no NVIDIA driver on this machine. Install the one for your card first.',
  ],
  [
    /(lib(?:nvinfer|nvonnxparser)\S*): cannot open shared object/u,
    (found) => `TensorRT is not installed (${found} is missing). CUDA does without it.`,
  ],
  [
    /(lib(?:cu|nv)[\w.]+): cannot open shared object/u,
    (found) => `A library of CUDA is missing (${found}). \`npm run gpu:install\` gets it.`,
  ],
  [
    /CUDA driver version is insufficient|CUDA failure 35\b/u,
    () => 'The NVIDIA driver is too old for these libraries. Update it, and try again.',
  ],
  [/no CUDA-capable device|CUDA failure 100\b/u, () => 'The NVIDIA driver finds no card.'],
  [
    /requires f16 but the device does not support it|shader-f16/u,
    () => 'The device does not count in half precision.',
  ],
  [
    /Failed to get a WebGPU adapter|No supported adapters/u,
    () => 'No graphics processor with a Vulkan, Metal or Direct3D driver was found.',
  ],
  [/libvulkan|vulkan-1\.dll/u, () => 'There is no Vulkan driver on this machine.'],
  [
    /no available backend found|backend not found/u,
    () => 'ONNX Runtime was built without it for this system.',
  ],
  [
    /is not known|is no constant|holds a graph/u,
    () => 'This model cannot be brought to a graphics processor.',
  ],
];

/** The last line that tells something, for what nobody foresaw. */
function toLastLine(said: string): string {
  const plain = said.replaceAll(/\u001b\[[\d;]*m/gu, '');
  const lines = plain.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !/^at |^Node\.js v|^\}|^\^/u.test(line));
  return (telling.find((line) => /error|fail/iu.test(line)) ?? telling.at(-1) ?? '').slice(0, 200);
}

/** Why a provider is not used, in one sentence and what can be done; `said` is what its process wrote before it ended. */
export function toRefusal(trouble: Trouble, said: string): string {
  for (const [pattern, say] of known) {
    const found = pattern.exec(said);
    if (found) return say(found[1] ?? '');
  }
  if (isOutOfMemory(said)) return 'Its memory is full. Close what else uses it, and try again.';
  const detail = toLastLine(said);
  const more = detail ? ` It said: ${detail}` : '';
  switch (trouble) {
    case 'hung':
      return 'It did not answer in time, so it was stopped. Update its driver, and try again.';
    case 'crashed':
      return `Its driver or library crashed when it was tried.${more}`;
    case 'killed':
      return 'Its process was ended by somebody, or for want of memory, when it was tried. Try again.';
    case 'wrong':
      return 'It answers otherwise than the processor, so it is not trusted.';
    case 'lost':
      return `It stopped working while documents were read.${more}`;
    case 'refused':
      return `It could not be used.${more}`;
    default:
      return trouble satisfies never;
  }
}
