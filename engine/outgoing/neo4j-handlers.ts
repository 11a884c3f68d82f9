import type { OutputOf, ParsedInputOf } from '#contract/commands';
import { EngineError, toSerialised } from '#contract/errors';
import type { neo4jCommands } from '#contract/neo4j';
import type { Call } from '#contract/server';
import type { Credentials } from './credentials.ts';
import type { Neo4jRequest } from './export-job.ts';
import type { Jobs } from '../jobs.ts';

type Name = keyof typeof neo4jCommands;
type Handlers = {
  readonly [Each in Name]: (
    input: ParsedInputOf<Each>,
    call: Call,
  ) => OutputOf<Each> | Promise<OutputOf<Each>>;
};

export function createNeo4jHandlers(credentials: Credentials, jobs: () => Jobs): Handlers {
  /** The password given now, else the one that is remembered. */
  function toRequest({
    uri,
    user,
    password = credentials.find(uri, user),
    database,
    preset,
    isOverwriting,
    isOpenAccepted,
  }: ParsedInputOf<'export.writeNeo4j'>): Neo4jRequest {
    if (password === undefined)
      throw new EngineError('neo4j-password', uri.replace(/^.*@/su, '…@'));
    const named = database === undefined || database === '' ? {} : { database };
    return {
      connection: { uri, user, password, isOpenAccepted, ...named },
      preset,
      isOverwriting,
    };
  }

  /** A password that let us in is remembered, one that did not is forgotten. */
  async function asking<Result>(request: Neo4jRequest, work: Promise<Result>): Promise<Result> {
    const { uri, user, password } = request.connection;
    try {
      const result = await work;
      credentials.keep(uri, user, password);
      return result;
    } catch (error) {
      if (toSerialised(error).code === 'neo4j-unauthorised') credentials.forget(uri, user);
      throw error;
    }
  }

  return {
    'export.planNeo4j': (input, { signal }) => {
      const request = toRequest(input);
      return asking(request, jobs().planNeo4j(request, signal));
    },
    'export.readBackNeo4j': (input, { signal }) => {
      const request = toRequest(input);
      return asking(request, jobs().readBackNeo4j(request, signal));
    },
    'export.writeNeo4j': (input) => {
      const request = toRequest(input);
      const job = jobs().startExport({ target: 'neo4j', ...request });
      const ended = jobs()
        .whenEnded(job)
        .then(({ error }) => {
          if (error) throw new EngineError('neo4j-failed', '');
        });
      void asking(request, ended).catch(() => undefined);
      return { job };
    },
    'export.listNeo4jLogins': () => credentials.list(),
    'export.forgetNeo4jLogin': ({ uri, user }) => (credentials.forget(uri, user), null),
  };
}
