import type { Digest } from '#domain/ids';
import { type GoldDocument, UNKNOWN } from './gold.ts';
import { link } from './link.ts';
import { normaliseName } from './normalise.ts';
import { toProfiles } from './profiles.ts';
import { resolve } from './resolve.ts';
import { scoreClusters, type Figures } from './score.ts';

export interface ResolutionFigures extends Figures {
  readonly mentions: number;
  readonly baselines: Readonly<Record<'exactName' | 'normalisedNameAndType', Figures>>;
}

export interface Evaluation extends ResolutionFigures {
  /** The same without the mentions that nobody could link: what is known to be one thing and what is known not to be. */
  readonly linked: ResolutionFigures;
  /** Pairs of homes that a person would be asked about. */
  readonly proposals: number;
}

/**
 * Resolves every document by itself and then all of them against each other, as an import does, and compares who is one
 * with the gold labels. All unlinkable mentions bear one gold label, as in the published baselines (README).
 */
export function evaluateResolution(documents: readonly GoldDocument[], digest: Digest): Evaluation {
  const resolved = documents.map(({ text, mentions }) => {
    const extraction = { start: 0, end: text.length, mentions, relations: [] };
    return {
      id: digest(text),
      text,
      mentions,
      resolution: resolve({ text, extractions: [extraction], digest }),
    };
  });
  const { clusters, links } = link(toProfiles(resolved, digest));
  const leads = new Map(clusters.flatMap((cluster) => cluster.map((id) => [id, cluster[0] ?? id])));
  const rows = resolved.flatMap(({ text, mentions, resolution }) => {
    const homes = new Map(
      resolution.clusters.flatMap(({ entity, mentions: positions }) =>
        positions.map(
          (position) => [resolution.mentions[position], leads.get(entity) ?? entity] as const,
        ),
      ),
    );
    return mentions.map((mention): Row => {
      const spelling = text.slice(mention.start, mention.end);
      return {
        gold: mention.entity,
        ours: homes.get(mention) ?? '',
        exact: spelling,
        normalised: `${mention.type}\0${normaliseName(spelling, mention.type)}`,
      };
    });
  });
  return {
    ...score(rows),
    linked: score(rows.filter(({ gold }) => gold !== UNKNOWN)),
    proposals: links.filter(({ outcome }) => outcome === 'proposed').length,
  };
}

interface Row {
  readonly gold: string;
  readonly ours: string;
  readonly exact: string;
  readonly normalised: string;
}

function score(rows: readonly Row[]): ResolutionFigures {
  const gold = rows.map((row) => row.gold);
  const by = (column: keyof Row) =>
    scoreClusters(
      gold,
      rows.map((row) => row[column]),
    );
  return {
    mentions: rows.length,
    ...by('ours'),
    baselines: { exactName: by('exact'), normalisedNameAndType: by('normalised') },
  };
}
