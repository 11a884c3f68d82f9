import type { EntityId } from '#domain/ids';
import type { Link, LinkOutcome, LinkReason } from '#domain/linking';
import type { Project } from './project.ts';

interface Row {
  readonly left_home: EntityId;
  readonly right_home: EntityId;
  readonly probability: number;
  readonly outcome: LinkOutcome;
  /** JSON. */
  readonly reasons: string;
}

const LINK = 'SELECT left_home, right_home, probability, outcome, reasons FROM link';

/** The link between two homes, in either order. */
export function findLink(project: Project, one: EntityId, other: EntityId): Link | undefined {
  const [left, right] = one < other ? [one, other] : [other, one];
  const row = project.find<Row>(`${LINK} WHERE left_home = ? AND right_home = ?`, left, right);
  return row && toLink(row);
}

/** Puts a home's links in place of those it had. Inside a transaction. Gives the homes at the other ends, old and new. */
export function replaceLinks(
  project: Project,
  home: EntityId,
  links: readonly Link[],
): ReadonlySet<EntityId> {
  const others = new Set<EntityId>();
  for (const { left, right } of [...listEnds(project, home), ...links])
    others.add(left === home ? right : left);
  project.run('DELETE FROM link WHERE left_home = ?', home);
  project.run('DELETE FROM link WHERE right_home = ?', home);
  for (const { left, right, probability, outcome, reasons } of links)
    project.run(
      'INSERT INTO link (left_home, right_home, probability, outcome, reasons) VALUES (?, ?, ?, ?, ?)',
      left,
      right,
      probability,
      outcome,
      JSON.stringify(reasons),
    );
  return others;
}

/** Homes that hang together by merged links, this one among them. */
export function listConnected(project: Project, start: EntityId): ReadonlySet<EntityId> {
  const found = new Set([start]);
  for (const home of found)
    for (const { left, right, outcome } of listEnds(project, home))
      if (outcome === 'merged') found.add(left === home ? right : left);
  return found;
}

/** Merged links with this home on the left: all of a part, if asked for each of its homes. */
export function listMergedFrom(project: Project, home: EntityId): readonly Link[] {
  return project.all<Row>(`${LINK} WHERE left_home = ? AND outcome = 'merged'`, home).map(toLink);
}

/** The homes of an automatic group, this one among them; it alone where it is in none. */
export function listGroup(project: Project, home: EntityId): readonly EntityId[] {
  const rows = project.all<{ home: EntityId }>(
    'SELECT home FROM home_group WHERE lead = (SELECT lead FROM home_group WHERE home = ?)',
    home,
  );
  return rows.length > 0 ? rows.map((row) => row.home) : [home];
}

/** The links of a home, by their ends. */
export function listEnds(project: Project, home: EntityId) {
  const ends = 'SELECT left_home AS left, right_home AS right, outcome FROM link WHERE';
  return project.all<Pick<Link, 'left' | 'right' | 'outcome'>>(
    `${ends} left_home = ?1 UNION ALL ${ends} right_home = ?1`,
    home,
  );
}

function toLink({ left_home: left, right_home: right, probability, outcome, reasons }: Row): Link {
  return { left, right, probability, outcome, reasons: JSON.parse(reasons) as LinkReason[] };
}
