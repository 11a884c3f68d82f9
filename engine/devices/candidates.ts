import { providers, type DeviceState, type Provider } from '#domain/devices';
import type { Machine } from './device.ts';

/** What is known of a provider before anything is loaded: null where it is worth a trial. */
export interface NotTried {
  readonly state: Extract<DeviceState, 'absent' | 'off'>;
  readonly reason: string;
}

const here: Readonly<Record<string, string>> = {
  linux: 'Linux',
  win32: 'Windows',
  darwin: 'macOS',
};

/** The graphics providers in the order tried, each with the reason why it is not worth a trial on this machine, if there is one. */
export function listCandidates(
  machine: Machine,
  webgpu: boolean,
): readonly { readonly provider: Provider; readonly not: NotTried | null }[] {
  return providers
    .filter((provider) => provider !== 'cpu')
    .map((provider) => ({ provider, not: judge(provider, machine, webgpu) }));
}

function judge(provider: Provider, machine: Machine, webgpu: boolean): NotTried | null {
  const { platform, arch, hasNvidia, libraries } = machine;
  const system = here[platform] ?? platform;
  const absent = (reason: string): NotTried => ({ state: 'absent', reason });
  switch (provider) {
    case 'cuda':
    case 'tensorrt':
      if (platform !== 'linux' || arch !== 'x64')
        return absent(
          `ONNX Runtime offers it on Linux with an Intel or AMD processor, not on ${system}.`,
        );
      if (!hasNvidia && !libraries) return absent('No NVIDIA driver runs on this machine.');
      if (!libraries)
        return absent('Its libraries are not installed. `npm run gpu:install` gets them.');
      return null;
    case 'dml':
      return platform === 'win32' ? null : absent('It is part of Windows.');
    case 'coreml':
      return platform === 'darwin' ? null : absent('It is part of macOS.');
    case 'webgpu':
      return webgpu
        ? null
        : {
            state: 'off',
            reason:
              'It is new and not the same everywhere, so it is tried only where you allow it.',
          };
    case 'cpu':
      return null;
    default:
      return provider satisfies never;
  }
}
