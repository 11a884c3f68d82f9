import { EngineError } from '#contract/errors';
import { listModelHeads } from '#engine/model';
import { findPlaces } from '#engine/places';
import { UsageError, type CliCommand } from './command.ts';

export const modelsCommand: CliCommand = {
  usage: 'list | show HEAD',
  summary: 'Lists the heads that are installed, or shows the card of one.',
  paths: [1, 2],
  async run({ paths: [verb, name] }, out) {
    const heads = await listModelHeads(findPlaces().models);
    if (verb === 'list' && name === undefined) {
      for (const head of heads)
        await out.row(
          head,
          () =>
            `${head.head}  ${head.entityTypes.join(', ')}; ${head.relationTypes.map((r) => r.name).join(', ')}`,
        );
    } else if (verb === 'show' && name !== undefined) {
      const head = heads.find((candidate) => candidate.head === name);
      if (!head) throw new EngineError('not-found', `The head ${name}`);
      out.result(head, () => head.card);
    } else throw new UsageError('say list, or show and the name of a head');
  },
};
