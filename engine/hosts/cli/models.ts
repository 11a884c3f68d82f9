import { resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import { installModel, listModelHeads, removeModel } from '#engine/models';
import { findPlaces } from '#engine/places';
import type { HeadFigures, HeadRow } from '#domain/views';
import { UsageError, type CliCommand, type Output } from './command.ts';

export const modelsCommand: CliCommand = {
  usage: 'list | show MODEL[/HEAD] | install FOLDER | remove NAME',
  summary:
    'Lists the heads that are installed with what they found on test, shows the card of one, adds or removes a model.',
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
    if (head) return out.result(head, () => `${toLine(head)}\n${head.hash}\n\n${head.card}`);
    const own = heads.filter(({ model }) => model === name);
    if (own.length === 0)
      throw new EngineError(
        'bad-input',
        `no model or head is called ${name}; models list names them`,
      );
    out.result({ name, heads: own }, () => own.map(toLine).join('\n'));
  },
  async install(folder, out) {
    const name = await installModel(findPlaces(), resolve(folder), out.signal);
    const heads = (await listModelHeads(findPlaces())).filter(({ model }) => model === name);
    out.result({ name, heads }, () => `Installed ${name}: ${heads.map(toName).join(', ')}`);
  },
  async remove(name, out) {
    await removeModel(findPlaces(), name);
    out.result({ name }, () => `Removed ${name}`);
  },
};

async function list(out: Output): Promise<void> {
  for (const head of await listModelHeads(findPlaces())) await out.row(head, () => toLine(head));
}

/** A head in a line: what it is called, how well it did, what it looks for, under which licence, and its hash. */
function toLine(head: HeadRow): string {
  const relations = head.relationTypes.map(({ name }) => name);
  const types = `${head.entityTypes.join(', ')}; ${relations.slice(0, FEW).join(', ')}`;
  const more = relations.length > FEW ? ` and ${relations.length - FEW} more` : '';
  const parts = [
    `${toName(head)}${head.isDefault ? '' : '  (on request)'}`,
    ...(head.figures ? [toFound(head.figures)] : []),
    `${types}${more}`,
    head.licence,
    head.hash.slice(0, 12),
  ];
  return parts.join('  ');
}

const FEW = 8;

/** `F1 86.2 names, 69.0 facts, 69.0 with types (CoNLL04 test)` */
function toFound({ test, ner, re, strict }: HeadFigures): string {
  const percent = (value: number) => (100 * value).toFixed(1);
  return `F1 ${percent(ner)} names, ${percent(re)} facts, ${percent(strict)} with types (${test})`;
}

/** As `--heads` takes it, with its model. */
const toName = ({ model, head, system, isDefault }: HeadRow) =>
  isDefault ? `${model}/${head}` : `${model}/${head}/${system}`;
