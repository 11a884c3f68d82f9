import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/command.ts';
import type { Draft, Named, Stated } from '../../state/draft.ts';
import { settings } from '../../state/settings.svelte.ts';
import { words } from '../../words.ts';

/** Rows that are ticked come before the one selected, save in the inspector. */
type About = 'ticks' | 'selection';

/** The entities that an action would be about: those ticked, else the one selected. */
function listChosenEntities(app: App, of: About): readonly Named[] {
  const { entities } = app.ticks;
  if (of === 'ticks' && app.navigation.view === 'entities' && entities.list.length > 0)
    return entities.list.map(({ id, name, type }) => ({ id, name, type }));
  const { selection } = app.navigation;
  const entity = app.selected.entity.data;
  if (selection?.kind !== 'entity' || entity?.id !== selection.id) return [];
  return [{ id: entity.id, name: entity.name, type: entity.type }];
}

function listChosenTriples(app: App, of: About): readonly Stated[] {
  const { triples } = app.ticks;
  if (of === 'ticks' && app.navigation.view === 'facts' && triples.list.length > 0)
    return triples.list;
  const { selection } = app.navigation;
  const triple = app.selected.triple.data;
  return selection?.kind === 'triple' && triple?.id === selection.id ? [triple] : [];
}

/** What can be decided about what is selected; in Review and History the keys are theirs. */
export function listCurationCommands(app: App): readonly Command[] {
  const { curation, navigation } = app;
  const ways: readonly Command[] = [
    { title: words.curate.undo, keys: ['z'], run: () => void curation.undo() },
    { title: words.curate.redo, keys: ['Shift Z'], run: () => void curation.redo() },
  ];
  if (navigation.view === 'review' || navigation.view === 'history') return ways;
  return [...listForEntities(app), ...listForTriples(app), ...ways];
}

/** About the entity that is selected, or those that are ticked. */
export function listForEntities(app: App, of: About = 'ticks'): readonly Command[] {
  const { action } = words.curate;
  const entities = listChosenEntities(app, of);
  const [first] = entities;
  if (!first) return [];
  const begin = (draft: Draft) => () => app.curation.begin(draft);
  const several = entities.length > 1;
  const together: readonly Command[] = [
    {
      title: several ? action.mergeThese(entities.length) : action.merge,
      keys: ['m'],
      run: begin({ kind: 'merge', entities }),
    },
    {
      title: several ? action.neverSame : action.separate,
      keys: ['n'],
      run: begin({ kind: 'separate', entities }),
    },
    {
      title: several ? action.retypeThese(entities.length) : action.retype,
      keys: ['t'],
      run: begin({ kind: 'retype', entities, type: several ? '' : first.type }),
    },
    {
      title: several ? action.hideThese(entities.length) : action.hide,
      keys: ['h'],
      run: begin({ kind: 'hide', entities }),
    },
  ];
  if (several) return together;
  const rename: Command = {
    title: action.rename,
    keys: ['F2'],
    run: begin({ kind: 'rename', entity: first, text: first.name }),
  };
  const split: Command = {
    title: action.split,
    keys: ['s'],
    run: begin({ kind: 'split', entity: first, mentions: [] }),
  };
  const alias: Command = {
    title: action.alias,
    run: begin({ kind: 'alias', entity: first, text: '' }),
  };
  const [merge, ...others] = together;
  return [...(merge ? [merge] : []), rename, split, ...others, alias];
}

/** About the fact that is selected, or those that are ticked. */
export function listForTriples(app: App, of: About = 'ticks'): readonly Command[] {
  const { action } = words.curate;
  const triples = listChosenTriples(app, of);
  const [first] = triples;
  if (!first) return [];
  const rejected = triples.flatMap(({ decided }) =>
    decided?.state === 'rejected' ? [decided.decision] : [],
  );
  // What is rejected is in no list with what is not.
  if (rejected.length > 0)
    return [
      {
        title: words.curate.bringBack,
        keys: ['a'],
        run: () => void app.curation.undoAll(new Set(rejected)),
      },
    ];
  const several = triples.length > 1;
  const answer = (kind: 'accept' | 'reject'): Command => ({
    title: several ? action[`${kind}These`](triples.length) : action[kind],
    keys: [kind === 'accept' ? 'a' : 'r'],
    // The effect of a single answer stands in the inspector; where that is closed, it is shown first.
    run: () => {
      if (several || !settings.inspector) app.curation.begin({ kind, triples });
      else void app.curation.make({ kind, triples });
    },
  });
  if (several) return [answer('accept'), answer('reject')];
  return [
    answer('accept'),
    answer('reject'),
    { title: action.edit, keys: ['F2'], run: () => app.curation.begin(toEdit(first)) },
  ];
}

function toEdit(triple: Stated): Draft {
  return {
    kind: 'edit',
    triple,
    subject: triple.subject.id,
    predicate: triple.predicate,
    object: triple.object.id,
    isReversed: false,
  };
}
