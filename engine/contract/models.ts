import { z } from 'zod';
import type { Devices, QueueSetting } from '#domain/devices';
import type { Evaluation, GoldFile, HeadRow, ProjectSummary } from '#domain/views';
import { command, nothing, path, switchedOff } from './inputs.ts';

const names = z.record(z.string().max(200), z.string().max(200).nullable());

/** What is extracted with, and on what. */
export const modelCommands = {
  /** Where models can run on this machine, where they do and how fast; answers at once. */
  'device.list': command<Devices>()(nothing),
  /** Looks where the model in use runs best; `anew` tries also what is known. Some seconds a provider; a driver may take a minute. */
  'device.try': command<Devices>()(z.strictObject({ anew: z.boolean().default(false) })),
  /** Lets WebGPU be tried and used, or no longer. */
  'device.allow': command<Devices>()(z.strictObject({ webgpu: z.boolean() })),

  /** Whether other machines extract, and through which Redis. */
  'queue.get': command<QueueSetting>()(nothing),
  /**
   * From the next import on the text of documents goes to this Redis and to whoever works there; null: to nobody. It is asked
   * before anything is kept, within ten seconds.
   */
  'queue.set': command<QueueSetting>()(
    z.strictObject({
      address: z.string().max(300).nullable(),
      password: z.string().max(1000).optional(),
    }),
  ),

  'model.list': command<readonly HeadRow[]>()(nothing),
  /** Copies a model folder to the person's own models, verified by its hashes; answers with the model's name. */
  'model.install': command<string>()(z.strictObject({ path })),
  'model.remove': command<null>()(z.strictObject({ name: z.string().max(100) })),
  /** What the open project is read with from the next import on; an empty model is the one that ships. */
  'model.choose': command<ProjectSummary>()(
    z.strictObject({
      model: z
        .string()
        .regex(/^[^/\\]*$/u)
        .max(100),
      heads: z.array(z.string().max(100)).min(1).max(20),
      /** As it was where left out. */
      off: switchedOff.optional(),
    }),
  ),
  /** What a file of annotated sentences (SpERT form) speaks of. */
  'model.readGold': command<GoldFile>()(z.strictObject({ path })),
  /**
   * A head on such a file. `types` renames the file's types to the head's, null leaves one out; relations may have names of their
   * own. The call stays open until the
   * figures are there and is stopped by its signal; `model.evaluated` tells how far it is.
   */
  'model.evaluate': command<Evaluation>()(
    z.strictObject({
      path,
      model: z.string().max(4096),
      head: z.string().max(100),
      types: names.default({}),
      relationTypes: names.optional(),
    }),
  ),
} as const;
