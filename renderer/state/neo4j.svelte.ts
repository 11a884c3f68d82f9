import type { Neo4jProposal } from '#domain/read-back';
import type { JobRow, Neo4jPlan, Neo4jReport } from '#domain/views';
import type { JobId } from '#domain/ids';
import type { App } from './app.svelte.ts';
import { toEngineError } from './query.svelte.ts';

type Doing = 'planning' | 'writing' | 'reading' | 'deciding';

/** One Neo4j database: how it is reached, what a write would do, what came of it, what was done there by hand. */
export class Neo4jLink {
  uri = $state('bolt://localhost:7687');
  user = $state('neo4j');
  password = $state('');
  database = $state('');
  preset = $state<'names' | 'everything'>('everything');
  isOverwriting = $state(false);
  isOpenAccepted = $state(false);
  /** To keep the password beyond this session. */
  isKept = $state(false);
  keeper = $state<'keychain' | 'plain' | 'none'>('none');
  plan = $state.raw<Neo4jPlan | undefined>();
  proposals = $state.raw<readonly Neo4jProposal[] | undefined>();
  problem = $state('');
  doing = $state<Doing | null>(null);
  /** The engine has the password; it is not asked again. */
  isKnown = $state(false);
  #app: App;
  #job = $state<JobId | null>(null);

  constructor(app: App) {
    this.#app = app;
    void app.connection.host.passwordKeeper().then((keeper) => (this.keeper = keeper));
    // What was learnt holds for the connection it was learnt from.
    $effect(() => {
      void [this.uri, this.user, this.database, this.preset];
      this.plan = this.proposals = undefined;
      this.problem = '';
      this.isOverwriting = false;
    });
    $effect(() => {
      const { uri, user } = this;
      if (app.connection.pipe > 0)
        void this.#recall(uri, user).then((isKnown) => {
          if (uri === this.uri && user === this.user) this.isKnown = isKnown;
        });
    });
  }

  /** To another machine, in the clear. */
  get isOpen(): boolean {
    return (
      /^(?:bolt|neo4j):\/\//.test(this.uri) &&
      !/^\w+:\/\/(?:localhost|127\.|\[::1\])/.test(this.uri)
    );
  }

  get job(): JobRow | undefined {
    return this.#job === null ? undefined : this.#app.jobs.find(this.#job);
  }

  get report(): Neo4jReport | undefined {
    const exported = this.job?.exported;
    return exported && 'drift' in exported ? exported : undefined;
  }

  get isEmpty(): boolean {
    const { plan } = this;
    return plan !== undefined && plan.add + plan.change + plan.delete === 0;
  }

  ask(): Promise<void> {
    return this.#attempt('planning', async () => {
      this.plan = await this.#app.call('export.planNeo4j', this.#input());
      await this.#remember();
    });
  }

  write(): Promise<void> {
    return this.#attempt('writing', async () => {
      const { job } = await this.#app.call('export.writeNeo4j', this.#input());
      this.#job = job;
      await this.#remember();
      this.plan = undefined;
    });
  }

  readBack(): Promise<void> {
    return this.#attempt('reading', async () => {
      this.proposals = await this.#app.call('export.readBackNeo4j', this.#input());
      await this.#remember();
    });
  }

  /** Each is a decision of its own, so that each can be undone. */
  accept(proposals: readonly Neo4jProposal[]): Promise<void> {
    return this.#attempt('deciding', async () => {
      for (const proposal of proposals) {
        await this.#app.call('decision.make', {
          operations: [structuredClone(proposal.operation) as never],
          note: proposal.reason,
        });
        this.proposals = this.proposals?.filter((one) => one !== proposal);
      }
    });
  }

  async forget(): Promise<void> {
    const { uri, user } = this;
    await this.#app.call('export.forgetNeo4jLogin', { uri, user });
    await this.#app.connection.host.forgetPassword(uri, user);
    this.isKnown = false;
  }

  #input() {
    const { uri, user, password, database, preset, isOverwriting, isOpenAccepted } = this;
    return {
      ...{ uri, user, preset, isOverwriting, isOpenAccepted: this.isOpen && isOpenAccepted },
      ...(password === '' ? {} : { password }),
      ...(database === '' ? {} : { database }),
    };
  }

  /** It worked: the field is emptied, and what the person wants kept is handed to the keychain. */
  async #remember(): Promise<void> {
    const { uri, user, password, isKept, keeper } = this;
    if (password !== '' && isKept)
      await this.#app.connection.host.keepPassword(uri, user, password, keeper === 'plain');
    this.password = '';
    this.isKnown = true;
  }

  async #recall(uri: string, user: string): Promise<boolean> {
    const known = await this.#app.call('export.listNeo4jLogins', {});
    if (known.some((login) => login.uri === uri && login.user === user)) return true;
    return this.#app.connection.host.recallPassword(uri, user);
  }

  async #attempt(doing: Doing, work: () => Promise<void>): Promise<void> {
    this.doing = doing;
    this.problem = '';
    try {
      await work();
    } catch (error) {
      const { code, message } = toEngineError(error);
      if (code === 'neo4j-unauthorised' || code === 'neo4j-password') this.isKnown = false;
      this.problem = message;
    } finally {
      this.doing = null;
    }
  }
}
