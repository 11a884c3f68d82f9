import { resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import { installModel, listModelHeads, removeModel } from '#engine/models';
import { findPlaces } from '#engine/places';
import type { HeadRow } from '#domain/views';
import { UsageError, type CliCommand, type Output } from './command.ts';

export const modelsCommand: CliCommand = {
  usage: 'list | show HEAD | install FOLDER | remove NAME',
  summary: 'Lists the heads that are installed, shows the card of one, adds or removes a model.',
  paths: [1, 2],
  async run({ paths: [verb = '', name] }, out) {
    if (verb === 'list' && name === undefined) return list(out);
    if (name === undefined) throw new UsageError('say list, or show, install or remove and a name');
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!run) throw new UsageError('say list, show, install or remove');
    await run(name, out);
  },
};

const verbs: Readonly<Record<string, (name: string, out: Output) => Promise<void>>> = {
  async show(name, out) {
    const heads = await listModelHeads(findPlaces());
    const head = heads.find((one) => name === one.head || name === toName(one));
    if (!head) throw new EngineError('not-found', `The head ${name}`);
    out.result(head, () => head.card);
  },
  async install(folder, out) {
    const name = await installModel(findPlaces(), resolve(folder));
    const heads = (await listModelHeads(findPlaces())).filter(({ model }) => model === name);
    out.result({ name, heads }, () => `Installed ${name}: ${heads.map(toName).join(', ')}`);
  },
  async remove(name, out) {
    await removeModel(findPlaces(), name);
    out.result({ name }, () => `Removed ${name}`);
  },
};

async function list(out: Output): Promise<void> {
  for (const head of await listModelHeads(findPlaces()))
    await out.row(head, () => {
      const relations = head.relationTypes.map(({ name }) => name).join(', ');
      const mark = head.isDefault ? '' : '  (on request)';
      return `${toName(head)}${mark}  ${head.entityTypes.join(', ')}; ${relations}`;
    });
}

/** As `--heads` takes it, with its model. */
const toName = ({ model, head, system, isDefault }: HeadRow) =>
  isDefault ? `${model}/${head}` : `${model}/${head}/${system}`;
