import { Failure, failureCodes } from '#domain/failure';

/**
 * The closed list. A code is made where the cause is known, serialised once (here), revived once (here) and worded
 * once (`sentences`). Tests assert on codes, never on sentences.
 */
export const errorCodes = [
  ...failureCodes,
  'bad-input',
  'unknown-command',
  'closed',
  'internal',
  'path-refused',
  'project-none',
  'worker-failed',
  'look-failed',
  'job-running',
  'gpu-refused',
  'queue-address',
  'queue-unencrypted',
  'queue-unreachable',
  'queue-unauthorised',
  'queue-untrusted',
  'queue-unsupported',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What happened, to what, what to do next. `subject` names the thing it happened to: a path, a name, an address. */
const sentences: Record<ErrorCode, (subject: string) => string> = {
  'bad-input': (s) => `The request was not understood: ${s}.`,
  'unknown-command': (s) => `There is no command called ${s}.`,
  cancelled: (s) => `${s} was stopped. What was finished before is kept.`,
  closed: () =>
    'The engine has ended. Start Espalier again; the project keeps all that was finished.',
  internal: (s) => `Something in Espalier failed (${s}). The project is unharmed; try once more.`,
  'not-found': (s) =>
    `${s} is not in this project, or not any more. Look for it in a list that is read anew.`,
  'path-missing': (s) => `${s} does not exist. Check the name, or choose another folder.`,
  'path-unreadable': (s) => `${s} cannot be read. Check that you may open it.`,
  'path-unwritable': (s) =>
    `${s} cannot be written. Choose another place, or close the program that has it open.`,
  'path-refused': (s) => `${s} was not chosen in a dialog of this window, so it is not opened.`,
  'project-none': () => 'No project is open. Open one, or make a new one from a folder.',
  'project-missing': (s) =>
    `There is no project at ${s}. Check the name, or import a folder into it.`,
  'project-exists': (s) => `${s} already exists. Open it, or choose another name.`,
  'project-locked': (s) => `${s} is open in another Espalier. Close it there first.`,
  'project-newer': (s) =>
    `${s} was made by a newer Espalier. It was left untouched; update to open it.`,
  'project-damaged': (s) =>
    `${s} is damaged and was left untouched. Restore a copy, or import the folder again.`,
  'project-not-ours': (s) => `${s} is not an Espalier project.`,
  'disk-full': (s) =>
    `The disk is full while writing ${s}. Free some space; the work then goes on where it stopped.`,
  'model-missing': (s) =>
    `The model file ${s} is missing. Check the name, or install the model again.`,
  'model-altered': (s) =>
    `The model file ${s} is not the one its manifest tells of. Install the model again.`,
  'model-unusable': (s) => `The model ${s} could not be loaded on this machine.`,
  'model-replaced': (s) =>
    `The model ${s} was replaced by another while it was at work. Start that work again, with the one that is there now.`,
  'worker-failed': (s) =>
    `A worker process could not be kept running (${s}). Start the import again.`,
  'look-failed': (s) =>
    `The sentence could not be looked through (${s}). Ask once more, or about two of its names alone: then less of it is read.`,
  'job-running': (s) => `${s} is still running. Wait for it, or stop it first.`,
  'queue-address': (s) =>
    `${s} is not the address of a queue. It looks like redis://host:6379, or rediss:// with encryption; a password does not belong into it.`,
  'queue-unencrypted': (s) =>
    `${s} is another machine and the address is not encrypted: sentences, and the password, could be read on the way. Use rediss://.`,
  'queue-unreachable': (s) =>
    `No Redis answers at ${s}. Check that it runs and that the address is right.`,
  'queue-unauthorised': (s) =>
    `Redis at ${s} refused the user name or password, or what this user may do.`,
  'queue-untrusted': (s) =>
    `The certificate of Redis at ${s} is not one this machine trusts. Name that of your own authority in NODE_EXTRA_CA_CERTS.`,
  'queue-unsupported': (s) => `Redis at ${s} is too old. Version 6.2 or later is needed.`,
  'gpu-refused': (s) =>
    `The libraries for the graphics processor were not installed: ${s}. Nothing was changed; the processor is used.`,
  'decision-refused': (s) => `Nothing was decided: ${s}.`,
  'decision-none': (s) => `There is nothing to ${s}.`,
  'export-refused': (s) => `Nothing was written: ${s}.`,
  'neo4j-address': (s) =>
    `${s} is not the address of a Neo4j server. It looks like neo4j://host:7687.`,
  'neo4j-unreachable': (s) =>
    `No Neo4j answers at ${s}. Check that it runs and that the address is right.`,
  'neo4j-unauthorised': (s) => `Neo4j at ${s} refused the user name or password.`,
  'neo4j-forbidden': (s) =>
    `This user may not write to Neo4j at ${s}. Ask its owner for the role "publisher" or "admin".`,
  'neo4j-no-database': (s) =>
    `Neo4j at ${s} has no database of that name. Leave the name out for the default one.`,
  'neo4j-unencrypted': (s) =>
    `${s} is on another machine and the address is not encrypted: the password and the sentences could be read on the way. Use bolt+s:// or neo4j+s://.`,
  'neo4j-untrusted': (s) =>
    `The certificate of Neo4j at ${s} is not one this machine trusts. For a certificate of your own use neo4j+ssc://.`,
  'neo4j-unsupported': (s) => `Neo4j at ${s} is too old. Version 4.4 or later is needed.`,
  'neo4j-conflict': (s) =>
    `The Neo4j database holds something that stands in the way: ${s}. Nothing was written; change or drop it there, then write again.`,
  'neo4j-read-only': (s) =>
    `The database at ${s} only reads at present. Use the address of its cluster (neo4j://…), or ask its owner to allow writing.`,
  'neo4j-busy': (s) =>
    `Neo4j at ${s} was too busy with others, six times in a row. What was written is kept; write again to go on.`,
  'neo4j-memory': (s) =>
    `Neo4j at ${s} has too little memory even for a single row. Ask its owner to raise the transaction memory, then write again.`,
  'neo4j-slow': (s) =>
    `Neo4j at ${s} took too long to answer. What was written is kept; write again to go on.`,
  'neo4j-oversized': (s) =>
    `The server (${s}) answered with far more than was asked for, and was cut off. Check that the address is that of your Neo4j.`,
  'neo4j-taken': (s) =>
    `Another Espalier began to write the same project (${s}) into this database. Let it finish, then write again.`,
  'neo4j-password': (s) => `The password for Neo4j at ${s} is needed once.`,
  'neo4j-failed': (s) =>
    `Neo4j stopped the write: ${s}. What was written before is kept; write again to go on.`,
};

/** The one sentence for a code; the same in the page and on the command line. */
export function toSentence(code: ErrorCode, subject: string): string {
  return sentences[code](subject);
}

/** The only error that crosses a process wall. */
export class EngineError extends Error {
  readonly code: ErrorCode;
  readonly subject: string;

  constructor(code: ErrorCode, subject: string, cause?: unknown) {
    super(toSentence(code, subject), { cause });
    this.name = 'EngineError';
    this.code = code;
    this.subject = subject;
  }
}

export interface SerialisedError {
  readonly code: ErrorCode;
  readonly subject: string;
}

/** Stack, cause and paths stay on this side of the wall. */
export function toSerialised(error: unknown): SerialisedError {
  if (error instanceof EngineError || error instanceof Failure)
    return { code: error.code, subject: error.subject };
  if (error instanceof DOMException && error.name === 'AbortError')
    return { code: 'cancelled', subject: 'The work' };
  return { code: 'internal', subject: error instanceof Error ? error.name : typeof error };
}

export function fromSerialised(serialised: SerialisedError): EngineError {
  const known = (errorCodes as readonly string[]).includes(serialised.code);
  return new EngineError(known ? serialised.code : 'internal', String(serialised.subject));
}
