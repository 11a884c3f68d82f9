import type { CommandName, OutputOf, ParsedInputOf } from '#contract/commands';
import type { curationCommands } from '#contract/curation';
import { EngineError } from '#contract/errors';
import type { Engine } from './opened.ts';

type CurationName = keyof typeof curationCommands & CommandName;

type CurationHandlers = {
  readonly [Name in CurationName]: (input: ParsedInputOf<Name>) => OutputOf<Name>;
};

/** Paths that the page may name; each throws EngineError `path-refused` for any other. */
interface Paths {
  allowed(path: string): string;
  writable(path: string): string;
}

/** The commands of curation; everything they know stands in the store. */
export function createCurationHandlers(_engine: Engine, _paths: Paths): CurationHandlers {
  const later = (name: CurationName) => (): never => {
    throw new EngineError('unknown-command', name);
  };
  return {
    'decision.plan': later('decision.plan'),
    'decision.make': later('decision.make'),
    'decision.undo': later('decision.undo'),
    'decision.planUndo': later('decision.planUndo'),
    'decision.redo': later('decision.redo'),
    'decision.list': later('decision.list'),
    'decision.get': later('decision.get'),
    'decision.export': later('decision.export'),
    'decision.replay': later('decision.replay'),
    'decision.listMisfits': later('decision.listMisfits'),
    'proposal.list': later('proposal.list'),
    'proposal.get': later('proposal.get'),
  };
}
