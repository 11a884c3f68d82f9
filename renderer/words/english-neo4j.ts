import { counted, toCount } from './numbers.ts';

/** The words of the panel that writes into Neo4j. */
export const neo4j = {
  title: 'To a Neo4j database',
  lead: 'First a dry run that says what would change, then the write. What others did there stays as it is, and is listed.',
  uri: 'Address',
  open: 'This address is not encrypted: on the way the password and the sentences could be read by others. I accept that.',
  user: 'User',
  password: 'Password',
  known: 'Known',
  forget: 'Forget',
  session: 'Known until Espalier is closed; kept nowhere.',
  keep: {
    keychain: 'Keep it in this system’s keychain',
    plain:
      'Keep it on this machine. There is no keychain: whoever can use this account can read it.',
  },
  database: 'Database',
  databaseHint: 'the default one',
  preset: 'Contents',
  presets: {
    everything: 'Everything, with the sentences that say so',
    names: 'Names and facts alone, without any text',
  },
  plan: 'Dry run',
  write: 'Write to Neo4j',
  readBack: 'Look for changes made there',
  doing: {
    planning: 'Comparing with the database…',
    writing: 'Connecting…',
    reading: 'Reading what was changed there…',
    deciding: 'Deciding…',
  },
  planned: (add: number, change: number, remove: number) =>
    `Would add ${toCount(add)}, change ${toCount(change)}, delete ${toCount(remove)}.`,
  same: 'The database already holds this graph.',
  samples: 'For example',
  overwrite: 'Set back what others changed when writing. What they hung on it stays.',
  drift: {
    title: (count: number) =>
      `${counted(count, 'thing', 'things')} changed there by somebody else, left as they are`,
    kinds: { changed: 'changed', removed: 'removed', attached: 'in use' },
    more: (count: number) => `and ${toCount(count)} more`,
  },
  progress: (done: number, total: number) =>
    total > done ? `${toCount(done)} of about ${toCount(total)}` : toCount(done),
  stopped: 'Stopped. What was written is kept; write again to go on.',
  proposals: {
    title: (count: number) =>
      count === 0
        ? 'Nothing was changed there by hand.'
        : `${counted(count, 'change', 'changes')} made there, to be taken over or left`,
    accept: 'Take over',
    all: (count: number) => `Take over all ${toCount(count)}`,
  },
};
