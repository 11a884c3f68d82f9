import { expect, it } from 'vitest';
import { linkProject } from '#engine/import/linking';
import { toNaming } from '#engine/pipeline';
import type { EntityId } from '#domain/ids';
import { listEntities } from '#store/entities';
import type { Project } from '#store/project';
import { listProposals } from '#store/proposals';
import { forgetSource, storeDocument } from '#store/store-document';
import { listTriples } from '#store/triples';
import { verify } from '#store/verify';
import { makeDocument, type MadeName } from '../resolve/made-documents.ts';
import { decide, entity, makeEmpty } from './make.ts';

/** What a model calls things; another model has other words for them. */
type Types = Readonly<Record<'Peop' | 'Org', string>>;
const OLD: Types = { Peop: 'Peop', Org: 'Org' };
const NEW: Types = { Peop: 'Person', Org: 'Company' };

const LINES: readonly (readonly (readonly [keyof Types, string])[])[][] = [
  [
    [
      ['Peop', 'Bill Zorn'],
      ['Org', 'University of Oldham'],
    ],
  ],
  [
    [
      ['Peop', 'William Zorn'],
      ['Org', 'Acme 🚀 Works'],
    ],
  ],
];

async function read(project: Project, types: Types, more: readonly string[] = []): Promise<void> {
  for (const [at, lines] of LINES.entries()) {
    const said = lines.map((names) => names.map(([type, text]): MadeName => [types[type], text]));
    const extra = more.map((text): MadeName[] => [
      [types.Peop, text],
      [types.Org, 'University of Oldham'],
    ]);
    storeDocument(
      project,
      makeDocument(`/${at}.txt`, at === 1 ? [...said, ...extra] : said),
      toNaming,
    );
  }
  await linkProject(project);
}

const idOf = (project: Project, name: string): EntityId | undefined =>
  listEntities(project, { query: name }).rows.find((row) => row.name === name)?.id;

const listSaid = (project: Project): readonly string[] =>
  listTriples(project).rows.map(({ subject, object }) => `${subject.name} / ${object.name}`);

/** Neither merged nor asked about. */
function areApart(project: Project, one: string, other: string): boolean {
  const ids = [idOf(project, one), idOf(project, other)];
  const isAsked = listProposals(project, { kinds: ['link'], limit: 1000 }).rows.some(
    (row) => row.kind === 'link' && [row.left.id, row.right.id].every((id) => ids.includes(id)),
  );
  return ids.every((id) => id !== undefined) && ids[0] !== ids[1] && !isAsked;
}

it('remembers “never the same” and “reject” for texts that come later and models that read otherwise', async () => {
  const project = makeEmpty();
  await read(project, OLD);
  expect(areApart(project, 'Bill Zorn', 'William Zorn'), 'it is asked at first').toBe(false);
  const people = ['Bill Zorn', 'William Zorn'].map((name) => entity(project, name));
  decide(project, { kind: 'entity.separate', entities: people });
  const rejected = listTriples(project).rows.find(
    ({ subject, object }) => subject.name === 'Bill Zorn' && object.name === 'University of Oldham',
  );
  if (!rejected) throw new Error('no such fact');
  decide(project, { kind: 'triple.reject', triple: rejected.id });
  const holds = () => {
    expect(areApart(project, 'Bill Zorn', 'William Zorn')).toBe(true);
    expect(listSaid(project)).not.toContain('Bill Zorn / University of Oldham');
    expect(verify(project, toNaming)).toEqual({ ok: true, problems: [] });
  };
  holds();
  // The same folder again, with more, by which they would be merged unasked.
  await read(project, OLD, ['William Zorn']);
  holds();
  // Everything gone and back.
  for (const at of LINES.keys()) forgetSource(project, `/${at}.txt`, toNaming);
  await linkProject(project);
  await read(project, OLD, ['William Zorn']);
  holds();
  // Another model: other types, so other homes under other ids.
  await read(project, NEW);
  holds();
  await read(project, NEW, ['William Zorn']);
  holds();
});

it('would merge them without the decision', async () => {
  const project = makeEmpty();
  await read(project, OLD, ['William Zorn']);
  expect(areApart(project, 'Bill Zorn', 'William Zorn')).toBe(false);
  expect(listSaid(project)).toContain('William Zorn / University of Oldham');
  expect(listEntities(project, { query: 'Zorn' }).total).toBe(1);
});
