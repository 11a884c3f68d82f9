/** Every way an export can fail. A closed list; each has its sentence in `messages`. */
export type ExportCode =
  | 'no-folder'
  | 'not-writable'
  | 'no-space'
  | 'write-failed'
  | 'bad-address'
  | 'unreachable'
  | 'untrusted'
  | 'unauthorised'
  | 'locked-out'
  | 'forbidden'
  | 'no-database'
  | 'read-only'
  | 'conflict'
  | 'unsupported'
  | 'overloaded'
  | 'server-failed';

const MESSAGES: Readonly<Record<ExportCode, (what: string) => string>> = {
  'no-folder': (what) => `There is no folder for ${what}. Create it, or choose another place.`,
  'not-writable': (what) =>
    `${what} may not be written. Choose another place, or close the program that has it open.`,
  'no-space': (what) =>
    `The disk is full, so ${what} was not written. Free some space and export again.`,
  'write-failed': (what) =>
    `${what} could not be written; what was there before is unchanged. Export again.`,
  'bad-address': (what) =>
    `${what} is not the address of a Neo4j server. It looks like neo4j://host:7687.`,
  unreachable: (what) =>
    `No Neo4j server answers at ${what}. Check that it runs and that the address and port are right.`,
  untrusted: (what) =>
    `The connection to ${what} could not be encrypted with a certificate this machine trusts. Use neo4j+ssc:// for a certificate of your own.`,
  unauthorised: (what) =>
    `The Neo4j server at ${what} does not accept this user and password. Type them again.`,
  'locked-out': (what) =>
    `The Neo4j server at ${what} has locked this user after wrong passwords. Wait some seconds and try again.`,
  forbidden: (what) =>
    `This user may not write to the Neo4j server at ${what}. Ask for the role "publisher" or "admin".`,
  'no-database': (what) =>
    `The Neo4j server at ${what} has no database of that name. Leave the name out for the default one.`,
  'read-only': (what) =>
    `The database at ${what} is read-only. Write to the leader of the cluster, or make it writable.`,
  conflict: (what) =>
    `Other data at ${what} is in the way of a constraint Espalier needs. Use an empty database, or remove the nodes that share a uid.`,
  unsupported: (what) =>
    `The server at ${what} is too old or no Neo4j. Espalier writes to Neo4j 4.4 and newer.`,
  overloaded: (what) =>
    `The Neo4j server at ${what} ran out of memory or time. What was written is whole; export again to go on.`,
  'server-failed': (what) =>
    `The Neo4j server at ${what} refused a step. What was written is whole; export again to go on.`,
};

/** `detail` is the code of the system or the server (`ENOSPC`, `Neo.ClientError…`), never its prose: that may quote data. */
export class ExportFailure extends Error {
  readonly code: ExportCode;
  readonly detail: string;

  constructor(code: ExportCode, what: string, detail = '') {
    super(MESSAGES[code](what));
    this.name = 'ExportFailure';
    this.code = code;
    this.detail = detail;
  }
}
