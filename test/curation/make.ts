import { onTestFinished } from 'vitest';
import type { Operation } from '#domain/curation';
import type { EntityId, TripleId } from '#domain/ids';
import { toNaming } from '#resolve/name';
import { normaliseName } from '#resolve/normalise';
import { makeDecision, type NameRules } from '#store/decide';
import { listEntities } from '#store/entities';
import { createProject } from '#store/open';
import type { Project } from '#store/project';
import { storeDocument } from '#store/store-document';
import { listTriples } from '#store/triples';
import { lives, makeInput, makePath, works, type Said } from '../store/make.ts';

export const rules: NameRules = { toNaming, toForm: normaliseName };
export const signature = { author: 'Ada', at: 5 };

export function makeEmpty(): Project {
  const project = createProject(makePath());
  onTestFinished(() => project.close());
  return project;
}

/** By name of the file; each a list of sentences. */
export const texts: Readonly<Record<string, readonly Said[]>> = {
  'a.txt': [works('Ada Byron', 'Ford', 0.9), lives('Ada Byron', 'Rome', 0.5)],
  'b.txt': [
    works('Ada Lovelace', 'Ford', 0.6),
    lives('Ada Lovelace', 'Oslo'),
    lives('Bo Berg', 'Rome'),
  ],
  'c.txt': [
    works('Ada Byron', 'Fiat'),
    works('Bo Berg', 'Ford Motor'),
    lives('Ada Byron', 'Rome', 0.8),
  ],
};

export function store(project: Project, files: Readonly<Record<string, readonly Said[]>>): void {
  for (const [name, said] of Object.entries(files))
    storeDocument(project, makeInput(`/in/${name}`, said), toNaming);
}

export function makeProject(): Project {
  const project = makeEmpty();
  store(project, texts);
  return project;
}

export function entity(project: Project, name: string): EntityId {
  const found = listEntities(project, { limit: 1000 }).rows.find((row) => row.name === name);
  if (!found) throw new Error(`no entity ${name}`);
  return found.id;
}

export function triple(project: Project, said: string): TripleId {
  const found = listTriples(project, { limit: 1000 }).rows.find((row) => toSaid(row) === said);
  if (!found) throw new Error(`no triple ${said}`);
  return found.id;
}

/** "Ada Byron Work_For Ford", sorted. */
export function listSaid(project: Project): readonly string[] {
  return listTriples(project, { limit: 1000 }).rows.map(toSaid).toSorted();
}

export function listNames(project: Project): readonly string[] {
  return listEntities(project, { limit: 1000 })
    .rows.map(({ name, mentions }) => `${name} ${mentions}`)
    .toSorted();
}

function toSaid(row: {
  readonly subject: { readonly name: string };
  readonly predicate: string;
  readonly object: { readonly name: string };
}): string {
  return `${row.subject.name} ${row.predicate} ${row.object.name}`;
}

export function decide(project: Project, ...operations: readonly Operation[]) {
  return makeDecision(project, operations, signature, rules);
}
