import type { Packed } from './packstream.ts';

type Properties = Record<string, Packed>;

/** A node or relationship of ours, by its uid; what it is joined to stands with it. */
export interface Thing {
  readonly shelf: string;
  readonly labels: string[];
  readonly properties: Properties;
  readonly links: Properties;
}

/** What the stub understands of Cypher: the statements of `engine/export/neo4j`, recognised by their text. */
export interface StubGraph {
  readonly things: Map<string, Thing>;
  /** The project's node. */
  readonly project: Properties;
  /** Gives rows, and does what is to be done when the transaction commits. */
  run(cypher: string, parameters: Properties): { rows: Properties[]; apply?: () => void };
}

interface Row {
  readonly uid: string;
  readonly properties: Properties;
  readonly links: Properties;
}

export function createStubGraph(): StubGraph {
  const things = new Map<string, Thing>();
  const project: Properties = {};
  const constraints: Properties[] = [];

  const toAnswer = ([uid, { labels, properties, links }]: [string, Thing]): Properties => ({
    uid,
    stamp: properties['stamp'] ?? null,
    labels,
    properties,
    links,
  });
  const onShelf = (shelf: string): [string, Thing][] =>
    [...things].filter(([, thing]) => thing.shelf === shelf);

  function write(cypher: string, rows: readonly Row[]): () => void {
    const node = /MERGE \(n:(\w+) \{uid: row\.uid\}\)/u.exec(cypher)?.[1];
    const type = /MERGE \(subject\)-\[n:`([^`]+)` \{uid/u.exec(cypher)?.[1];
    const shelf = node ?? type;
    if (shelf === undefined) throw new Error(`the stub does not know: ${cypher}`);
    const label = /SET n:`([^`]+)`/u.exec(cypher)?.[1];
    const labels = node === undefined ? [] : label === undefined ? [node] : [node, label];
    return () => {
      for (const { uid, properties, links } of rows) {
        const before = things.get(uid)?.properties ?? {};
        things.set(uid, {
          shelf,
          labels,
          properties: without({ ...before, ...properties }),
          links,
        });
      }
    };
  }

  return {
    things,
    project,
    run(cypher, parameters) {
      const { rows, uids, prefix, after } = parameters as unknown as {
        rows: Row[];
        uids: string[];
        prefix: string;
        after: string;
      };
      if (cypher.startsWith('SHOW')) return { rows: constraints };
      if (/^(?:CREATE|CALL)/u.test(cypher)) {
        const on = /CONSTRAINT .*n:`([^`]+)`/u.exec(cypher)?.[1];
        if (on !== undefined)
          constraints.push({
            ...{ name: `${on}_uid`, type: 'UNIQUENESS' },
            ...{ labelsOrTypes: [on], properties: ['uid'] },
          });
        return { rows: [] };
      }
      if (cypher.includes(':EspalierProject')) return runProject(project, cypher, parameters);
      if (cypher.includes('$rows'))
        return { rows: [{ done: rows.length }], apply: write(cypher, rows) };
      const shelf = /\((?:a\)-\[)?n:`([^`]+)`/u.exec(cypher)?.[1] ?? '';
      if (cypher.includes('DELETE n'))
        return {
          rows: [{ done: uids.filter((uid) => things.has(uid)).length }],
          apply() {
            for (const uid of uids) things.delete(uid);
          },
        };
      if (cypher.endsWith('RETURN n.uid AS uid')) return { rows: [] };
      if (cypher.includes('$prefix')) {
        const limit = Number(/LIMIT (\d+)/u.exec(cypher)?.[1]);
        const page = onShelf(shelf)
          .filter(([uid]) => uid.startsWith(prefix) && uid > after)
          .toSorted(([a], [b]) => (a < b ? -1 : 1));
        return { rows: page.slice(0, limit).map(toAnswer) };
      }
      const isMany = cypher.includes('STARTS WITH wanted');
      return {
        rows: uids.flatMap((wanted) =>
          onShelf(shelf)
            .filter(([uid]) => (isMany ? uid.startsWith(wanted) : uid === wanted))
            .map(toAnswer),
        ),
      };
    },
  };
}

function runProject(
  project: Properties,
  cypher: string,
  parameters: Properties,
): ReturnType<StubGraph['run']> {
  const { run = null, batch = null, mirror = null, after = null } = parameters;
  const { preset = null, before = null, changing = null } = parameters;
  if (cypher.startsWith('MERGE'))
    return {
      rows: [],
      apply: () =>
        void Object.assign(project, { run, mirror, preset: before, changing, sequence: after }),
    };
  if (cypher.includes('p.batch = $batch'))
    return {
      rows: 'run' in project ? [{ run: project['run'] ?? null }] : [],
      apply: () => void Object.assign(project, { batch }),
    };
  if (cypher.includes('p.types = '))
    return {
      rows: [{ done: 1 }],
      apply() {
        const types = (project['types'] ?? []) as Packed[];
        project['types'] = [
          ...types.filter((type) => type !== parameters['type']),
          parameters['type'] ?? null,
        ];
      },
    };
  if (cypher.includes('p.sequence = $upTo'))
    return {
      rows: [{ done: 1 }],
      apply: () =>
        void Object.assign(project, {
          sequence: parameters['upTo'] ?? null,
          preset,
          changing: null,
        }),
    };
  if (cypher.includes('RETURN p.batch')) return { rows: [{ batch: project['batch'] ?? null }] };
  const { mirror: id = null, sequence = null, types = null } = project;
  const presets = [project['preset'] ?? null, ...((project['changing'] ?? []) as Packed[])];
  return { rows: 'run' in project ? [{ mirror: id, sequence, presets, types }] : [] };
}

function without(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
}
