import { resolve } from 'node:path';
import type { DeviceRow, Devices } from '#domain/devices';
import { createDevices } from '#engine/devices/devices';
import { installLibraries } from '#engine/devices/install';
import { names } from '#engine/devices/reasons';
import { wheels } from '#engine/devices/wheels';
import { getHeadIds } from '#engine/model';
import { findPlaces } from '#engine/places';
import { defaultWorkers } from '#engine/workers/stages';
import { UsageError, type CliCommand, type Output } from './command.ts';
import { modelOptions, toModelChoice } from './model-options.ts';

export const devicesCommand: CliCommand = {
  usage:
    '[--try] [--webgpu on|off] [--install [--from FOLDER] | --list] [--model M] [--heads news]',
  summary:
    'Shows where models can run on this machine, where they do and why not elsewhere. --try tries everything again; --webgpu on lets WebGPU be tried; --install gets the libraries of NVIDIA cards (or takes them from a folder), --list names their files.',
  options: {
    try: { type: 'boolean' },
    webgpu: { type: 'string' },
    install: { type: 'boolean' },
    from: { type: 'string' },
    list: { type: 'boolean' },
    ...modelOptions,
  },
  paths: [0, 0],
  async run(given, out) {
    const webgpu = given.text('webgpu');
    if (webgpu !== undefined && webgpu !== 'on' && webgpu !== 'off')
      throw new UsageError('--webgpu is on or off');
    if (given.text('from') !== undefined && !given.has('install'))
      throw new UsageError('--from goes with --install');
    if (given.has('list')) {
      const beside = Object.keys(modelOptions).concat(['try', 'webgpu', 'install']);
      const other = beside.find((one) => given.has(one) || given.text(one) !== undefined);
      if (other !== undefined)
        throw new UsageError(`--list only names files, and --${other} asks for something else`);
      return listWheels(out);
    }
    const { data } = findPlaces();
    const { folder, heads } = await toModelChoice(given);
    // A wrong name is told of before a gigabyte is fetched, and not by an empty list.
    await getHeadIds(folder, heads);
    if (given.has('install')) await install(data, given.text('from'), out);
    const devices = createDevices({ data, workers: defaultWorkers() });
    if (webgpu !== undefined) devices.allowWebGpu(webgpu === 'on');
    out.progress('Looking for devices …');
    const anew = given.has('try') || given.has('install');
    const found = await devices.look({ folder, heads }, anew, out.signal);
    out.result(toPrinted(found), () => toText(found));
  },
};

async function install(data: string, from: string | undefined, out: Output): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    out.note(
      process.platform === 'win32' || process.platform === 'darwin'
        ? 'Nothing to install: what this system has for its graphics processors came with Espalier.'
        : 'There are no libraries of CUDA for this kind of processor; the processor is used.',
    );
    return;
  }
  const folder = await installLibraries({
    data,
    from: from === undefined ? undefined : resolve(from),
    onStep: (words) => out.note(words),
    signal: out.signal,
  });
  out.note(`The libraries of CUDA 13 lie in ${folder}. They are tried now.`);
}

async function listWheels(out: Output): Promise<void> {
  for (const { package: name, version, file, bytes, sha256 } of wheels)
    await out.row({ package: name, version, file, bytes, sha256 }, () => `${sha256}  ${file}`);
}

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
