import { onTestFinished } from 'vitest';
import { toNaming } from '#resolve/name';
import { createProject } from '#store/open';
import type { Project } from '#store/project';
import { storeSchema } from '#store/schemas';
import { storeDocument } from '#store/store-document';
import { createDice, makeCrowd } from '../store/crowd.ts';
import { lives, makeInput, makePath, works } from '../store/make.ts';
import { news } from './graph.ts';

export function makeEmpty(): Project {
  const project = createProject(makePath());
  onTestFinished(() => project.close());
  return project;
}

/** A real project: a few sentences by hand, and a crowd, so that every pass has many rows to order. */
export function makeProject(crowd = 12): Project {
  const project = makeEmpty();
  storeSchema(project, news);
  const dice = createDice(7);
  const inputs = [
    makeInput('/in/🍎.txt', [works('Ada Byron', 'Acme Widget Corp.'), lives('Byron', 'Paris')], {
      page: 2,
    }),
    makeInput('/in/b.txt', [
      works('Ada Byron', 'Acme Widget'),
      works('Ada Byron', 'Acme Widget', 0.95),
    ]),
    // The same bytes under another name.
    makeInput('/in/copy.txt', [
      works('Ada Byron', 'Acme Widget'),
      works('Ada Byron', 'Acme Widget', 0.95),
    ]),
    ...Array.from({ length: crowd }, (_, at) => makeCrowd(dice, at, 30, 80)),
  ];
  for (const input of inputs) storeDocument(project, input, toNaming);
  return project;
}
