import { words } from '../words.ts';
import { toOperations, type Draft, type Named } from './draft.ts';

const toNames = (entities: readonly Named[]) => entities.map(({ name }) => name);

/** What a draft is about, as the head of its panel. */
export function toTitle(draft: Draft): string {
  const { title } = words.curate;
  switch (draft.kind) {
    case 'merge':
    case 'separate':
    case 'hide':
    case 'retype':
      return title[draft.kind](toNames(draft.entities));
    case 'split':
    case 'rename':
    case 'alias':
      return title[draft.kind](draft.entity.name);
    case 'accept':
    case 'reject':
      return title[draft.kind](draft.triples.length);
    case 'acceptAll':
      return title.accept(draft.count);
    case 'rejectAll':
      return title.reject(draft.count);
    case 'addName':
    case 'removeName':
      return title[draft.kind](draft.name.text);
    case 'hideAll':
    case 'retypeAll':
      return title[draft.kind](draft.count);
    default:
      return title[draft.kind];
  }
}

/** What its button says. */
export function toVerb(draft: Draft): string {
  const { verb } = words.curate;
  switch (draft.kind) {
    case 'merge':
    case 'hide':
      return verb[draft.kind](draft.entities.length);
    case 'split':
      return verb.split(draft.mentions.length);
    case 'accept':
    case 'reject':
      return verb[draft.kind](draft.triples.length);
    case 'acceptAll':
      return verb.accept(draft.count);
    case 'rejectAll':
      return verb.reject(draft.count);
    case 'hideAll':
      return verb.hide(draft.count);
    case 'retypeAll':
      return verb.retype;
    default:
      return verb[draft.kind];
  }
}

/** What was done, once it is. */
export function toMade(draft: Draft): string {
  const { made } = words.curate;
  switch (draft.kind) {
    case 'merge':
    case 'separate':
    case 'hide':
      return made[draft.kind](toNames(draft.entities));
    case 'retype':
      // Only those that were of another type.
      return made.retype(toNames(draft.entities).slice(0, Math.max(1, toOperations(draft).length)));
    case 'split':
      return made.split(draft.entity.name, draft.mentions.length);
    case 'rename':
    case 'alias':
      return made[draft.kind](draft.entity.name, draft.text.trim());
    case 'accept':
    case 'reject':
      return made[draft.kind](draft.triples.length);
    case 'acceptAll':
      return made.accept(draft.count);
    case 'rejectAll':
      return made.reject(draft.count);
    case 'addName':
    case 'removeName':
      return made[draft.kind](draft.name.text);
    case 'hideAll':
    case 'retypeAll':
      return made[draft.kind](draft.count);
    default:
      return made[draft.kind];
  }
}

/** What is remembered beyond the graph as it is now; empty for most. */
export function toPromise(draft: Draft): string {
  const { remembered } = words.curate;
  switch (draft.kind) {
    case 'separate':
    case 'acceptAll':
    case 'rejectAll':
    case 'hideAll':
      return remembered[draft.kind];
    case 'hide':
      return draft.entities.length > 1 ? remembered.hideAll : remembered.hide;
    case 'accept':
    case 'reject':
      return draft.triples.length > 1 ? remembered[`${draft.kind}All`] : remembered[draft.kind];
    default:
      return '';
  }
}
