import type { DeviceChoice } from '../workers/stages.ts';
import type { Extractors } from './lane.ts';

/**
 * Extraction for a queue that is promised half precision: by what `start` makes of a device, and never by the processor that
 * takes over elsewhere.
 * @throws Error with a sentence, where the device chosen does not count in half; `extract` too, once the device was lost. EngineError
 * `cancelled` where `signal` fires while one is looked for
 */
export async function openOnGraphics(
  choice: DeviceChoice,
  start: (device: DeviceChoice) => Extractors,
  signal: AbortSignal,
): Promise<Extractors> {
  const device = await choice.choose(signal);
  if (device.precision !== 'half')
    throw new Error(
      'no graphics processor of this machine does this better than its processors (espalier devices says why). Start the worker without --gpu to help imports that want processors.',
    );
  const lost = new AbortController();
  const extractors = start({
    ...choice,
    choose: () => Promise.resolve(device),
    onLost(which, said) {
      choice.onLost(which, said);
      // At once: the processor would begin with what the device left.
      lost.abort();
    },
  });
  return {
    get width() {
      return extractors.width;
    },
    async extract(input, wanted) {
      try {
        return await extractors.extract(input, AbortSignal.any([wanted, lost.signal]));
      } catch (error) {
        if (!lost.signal.aborted || wanted.aborted) throw error;
        throw new Error(
          'its graphics processor stopped working. Start the worker again when it works (espalier devices --try).',
          { cause: error },
        );
      }
    },
    close: () => extractors.close(),
  };
}
