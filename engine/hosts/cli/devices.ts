import type { DeviceRow, Devices } from '#domain/devices';
import { createDevices } from '#engine/devices/devices';
import { names } from '#engine/devices/reasons';
import { findPlaces } from '#engine/places';
import { defaultWorkers } from '#engine/stages';
import { UsageError, type CliCommand } from './command.ts';
import { modelOptions, toModelChoice } from './model-options.ts';

export const devicesCommand: CliCommand = {
  usage: '[--try] [--webgpu on|off] [--model M] [--heads news]',
  summary:
    'Shows where models can run on this machine, where they do and why not elsewhere. --try tries everything again; --webgpu on lets WebGPU be tried.',
  options: { try: { type: 'boolean' }, webgpu: { type: 'string' }, ...modelOptions },
  paths: [0, 0],
  async run(given, out) {
    const webgpu = given.text('webgpu');
    if (webgpu !== undefined && webgpu !== 'on' && webgpu !== 'off')
      throw new UsageError('--webgpu is on or off');
    const devices = createDevices({ data: findPlaces().data, workers: defaultWorkers() });
    if (webgpu !== undefined) devices.allowWebGpu(webgpu === 'on');
    const { folder, heads } = await toModelChoice(given);
    out.progress('Looking for devices …');
    const found = await devices.look({ folder, heads }, given.has('try'));
    out.result(toPrinted(found), () => toText(found));
  },
};

/** `cli.md` names providers found, used and refused with the reason; the rest is ours. */
function toPrinted({ rows, used, workers, runtime, webgpu }: Devices) {
  const providers = rows.map(({ provider, state, reason, sentencesPerSecond }) => ({
    provider,
    name: names[provider],
    state,
    reason,
    sentencesPerSecond,
  }));
  const listNames = (...states: readonly DeviceRow['state'][]) =>
    rows.filter(({ state }) => states.includes(state)).map(({ provider }) => provider);
  return {
    used,
    found: listNames('used', 'ready'),
    refused: listNames('refused'),
    providers,
    workers,
    runtime: `ONNX Runtime ${runtime}`,
    webgpu,
  };
}

const marks: Readonly<Record<DeviceRow['state'], string>> = {
  used: 'used   ',
  ready: 'ready  ',
  refused: 'refused',
  absent: '–      ',
  off: 'off    ',
};

function toText({ rows, workers, runtime }: Devices): string {
  const lines = rows.map(({ provider, state, reason, sentencesPerSecond }) => {
    const rate = sentencesPerSecond === null ? '' : ` ${sentencesPerSecond} sentences a second.`;
    return `${marks[state]}  ${provider.padEnd(8)}  ${reason}${rate}`;
  });
  return [...lines, `ONNX Runtime ${runtime}, ${workers} processes on the processor at most.`].join(
    '\n',
  );
}
