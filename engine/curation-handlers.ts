import type { CommandName, OutputOf, ParsedInputOf } from '#contract/commands';
import type { curationCommands } from '#contract/curation';
import { makeDecision, planDecision, planUndo, redoDecision, undoDecision } from '#store/decide';
import { getDecisionRow, listDecisions } from '#store/decisions';
import { exportLog, replayFile } from './curation-file.ts';
import { listProjectMisfits } from '#store/misfits';
import { getProposal, listProposals } from '#store/proposals';
import type { Engine } from './opened.ts';
import { nameRules } from './pipeline.ts';
import { toSignature } from './signature.ts';

type CurationName = keyof typeof curationCommands & CommandName;

type CurationHandlers = {
  readonly [Name in CurationName]: (
    input: ParsedInputOf<Name>,
  ) => OutputOf<Name> | Promise<OutputOf<Name>>;
};

/** Paths that the page may name; each throws EngineError `path-refused` for any other. */
interface Paths {
  allowed(path: string): string;
  writable(path: string): string;
}

/** The commands of curation; everything they know stands in the store. */
export function createCurationHandlers(
  engine: Engine,
  { allowed, writable }: Paths,
): CurationHandlers {
  const project = () => engine.get().project;

  /** Tells every page that the log grew and the graph may have changed. */
  function changed<Result>(result: Result): Result {
    const { revision } = project();
    engine.announce('decision.changed', { revision });
    engine.announce('project.changed', { revision });
    return result;
  }

  return {
    'decision.plan': ({ operations }) => planDecision(project(), operations, nameRules),
    'decision.make': ({ operations, note }) =>
      changed(makeDecision(project(), operations, toSignature(note), nameRules)),
    'decision.undo': (input) => changed(undoDecision(project(), input, toSignature(), nameRules)),
    'decision.planUndo': ({ decision }) => planUndo(project(), decision, nameRules),
    'decision.redo': ({ decision }) =>
      changed(redoDecision(project(), decision, toSignature(), nameRules)),
    'decision.list': (input) => listDecisions(project(), input),
    'decision.get': ({ decision }) => getDecisionRow(project(), decision),
    'decision.export': async ({ path }) => ({
      decisions: await exportLog(project(), writable(path)),
    }),
    'decision.replay': ({ path }) => changed(replayFile(project(), allowed(path))),
    'decision.listMisfits': ({ offset, limit }) => {
      const misfits = listProjectMisfits(project());
      return { total: misfits.length, rows: misfits.slice(offset, offset + limit) };
    },
    'proposal.list': (input) => listProposals(project(), input),
    'proposal.get': ({ proposal }) => getProposal(project(), proposal, nameRules),
  };
}
