/** What the Models view says of other machines that extract for this one. */
export const queue = {
  title: 'Other machines',
  off: 'Everything is done on this machine.',
  on: (address: string) => `Workers extract through ${address}.`,
  privacy:
    'With a queue, every sentence of your documents goes to that Redis and to each machine that works there; names of files, pages and the project stay here.',
  given: 'The command line named this queue; it is used until the program ends.',
  address: 'Redis',
  hint: 'rediss://user@host:6379',
  password: 'Password',
  session: 'Kept until the app is closed, then asked for again.',
  known: 'Known until the app is closed.',
  use: 'Use this queue',
  asking: 'Asking …',
  leave: 'Use this machine only',
} as const;
