import type { DeviceRow, Devices, Provider } from '#domain/devices';
import type { ModelChoice } from '../models.ts';
import type { DeviceChoice } from '../workers/stages.ts';
import { EngineError } from '#contract/errors';
import { chooseDevice, listUntried, toExtractorStart, type Choice } from './choose.ts';
import { getMachine, processor, type Device } from './device.ts';
import { createRate } from './live.ts';
import { names, toRefusal } from './reasons.ts';
import { recall, remember } from './remember.ts';

export interface DeviceSettings {
  /** The person's data folder. */
  readonly data: string;
  readonly workers: number;
  /** Something of what `list` says is different now. */
  readonly onChange?: () => void;
}

/** What the engine knows of devices, and where it extracts; one a program. */
export interface DeviceState {
  list(): Devices;
  /** Looks what there is for a model, as an import does, and tries everything again with `anew`. @throws EngineError `cancelled` */
  look(chosen: ModelChoice, anew?: boolean, signal?: AbortSignal): Promise<Devices>;
  allowWebGpu(isAllowed: boolean): void;
  /** How extraction with a model is to be started. */
  choiceFor(chosen: ModelChoice): DeviceChoice;
}

/** `ESPALIER_DEVICE=cpu` leaves every other one alone: for comparisons, and where a driver takes the machine down with it. */
const isProcessorForced = () => process.env['ESPALIER_DEVICE'] === 'cpu';

export function createDevices({
  data,
  workers,
  onChange = () => undefined,
}: DeviceSettings): DeviceState {
  const machine = getMachine(data);
  const rate = createRate();
  let rows: readonly DeviceRow[] = [];
  let used: Device = processor;
  let trying = 0;
  let notice: string | null = null;
  /** What was lost is not tried again in this life of the program. */
  const lost = new Map<Provider, string>();

  function take({ device, rows: found }: Choice): Device {
    used = lost.has(device.provider) ? processor : device;
    rows = found.map((row) => {
      const reason = lost.get(row.provider);
      if (reason !== undefined) return { ...row, state: 'refused', reason };
      return row.provider === used.provider ? { ...row, state: 'used' } : row;
    });
    return used;
  }

  async function choose(chosen: ModelChoice, anew: boolean, signal?: AbortSignal): Promise<Device> {
    const request = {
      data,
      ...chosen,
      workers,
      machine,
      anew,
      ...(signal && { probe: { signal } }),
    };
    if (isProcessorForced()) return take(listUntried(request, true));
    trying += 1;
    onChange();
    try {
      return take(await chooseDevice(request));
    } catch (error) {
      if (error instanceof EngineError) throw error;
      // A model that cannot be opened is told of by the import that needs it.
      return take(listUntried(request, false));
    } finally {
      trying -= 1;
      onChange();
    }
  }

  const list = (): Devices => ({
    rows,
    used: used.provider,
    workers,
    runtime: machine.runtime,
    isTrying: trying > 0,
    webgpu: recall(data).webgpu,
    notice,
    sentencesPerSecond: rate.perSecond(),
  });

  return {
    list,
    async look({ folder, heads }, anew = false, signal) {
      if (anew) lost.clear();
      // Whatever model lies there now: nothing is kept of what it says.
      await choose({ folder, heads }, anew, signal);
      return list();
    },
    allowWebGpu(isAllowed) {
      remember(data, { ...recall(data), webgpu: isAllowed });
    },
    choiceFor: (chosen) => ({
      choose: (signal) => choose(chosen, false, signal),
      start: (device) => toExtractorStart(chosen, device, machine),
      onLost(device, said) {
        lost.set(device.provider, toRefusal('lost', said));
        notice = `${names[device.provider]} stopped working. The processor goes on with the same work and finds the same facts, more slowly.`;
        take({ device: processor, rows });
        onChange();
      },
      onSentences: rate.add,
    }),
  };
}
