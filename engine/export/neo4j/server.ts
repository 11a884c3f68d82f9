import type { ServerInfo } from 'neo4j-driver';

export interface Server {
  /** As it names itself: "Neo4j/5.26.30". */
  readonly agent: string;
  /** [5, 26], [2025, 1]; [0, 0] for one that does not say. */
  readonly version: readonly [major: number, minor: number];
}

export function toServer({ agent = '' }: Pick<ServerInfo, 'agent'>): Server {
  const [, major, minor] = /(\d+)\.(\d+)/u.exec(agent) ?? [];
  // Others speak Bolt too, and may name themselves as they like.
  const harmless = agent.replace(/[^\w./ -]/gu, '').slice(0, 60);
  return { agent: harmless, version: [Number(major ?? 0), Number(minor ?? 0)] };
}

export function isAtLeast(
  { version: [major, minor] }: Server,
  wanted: readonly [number, number],
): boolean {
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
}
