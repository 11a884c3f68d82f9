import { resolve } from 'node:path';
import type { JobProgress } from '#domain/views';
import { runRecordedExport } from '#engine/outgoing/export-job';
import { createMeter } from '#engine/progress';
import { required, UsageError, type CliCommand } from './command.ts';
import { choiceOptions, choiceUsage, toChoice } from './export-choice.ts';
import { exportToDatabase, neo4jOptions, neo4jUsage, toNeo4jRequest } from './neo4j.ts';
import { withProject } from './project.ts';

export const exportCommand: CliCommand = {
  usage: `P --to T --out PATH ${choiceUsage} | ${neo4jUsage}`,
  summary: 'Writes the graph with its evidence to a file, or into Neo4j.',
  options: { to: { type: 'string' }, out: { type: 'string' }, ...choiceOptions, ...neo4jOptions },
  paths: [1, 1],
  async run(given, out) {
    const target = required(given, 'to');
    const path = given.paths[0] ?? '';
    if (target === 'neo4j') {
      const request = await toNeo4jRequest(given, out);
      return withProject(path, (project) => exportToDatabase(project, request, given, out));
    }
    if (given.has('dry-run')) throw new UsageError('--dry-run is for neo4j');
    const request = { target, path: resolve(required(given, 'out')), choice: toChoice(given) };
    await withProject(path, async (project) => {
      const meter = createMeter();
      const tick = setInterval(() => out.progress(toLine(meter.now())), 200);
      try {
        const report = await runRecordedExport(project, request, out.signal, meter);
        out.result(
          report,
          () =>
            `${report.written} written, ${report.skipped} as they were, ${report.deleted} deleted, ${report.seconds.toFixed(1)} s.`,
        );
      } finally {
        clearInterval(tick);
      }
    });
  },
};

function toLine({ done, total, secondsLeft }: JobProgress): string {
  const part = total > done ? ` of about ${total}` : '';
  return `${done}${part} written${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`;
}
