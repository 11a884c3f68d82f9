import type { Block, Span } from '#domain/document';
import type { EvidenceRow } from '#domain/views';
import type { Project } from './project.ts';

/** Where a span of a document lies on its pages: the boxes of the blocks it touches, or undefined where it has none. */
export type BoxReader = (document: string, span: Span) => EvidenceRow['boxes'];

/** Reads the layout of each document once; for details, not for lists. */
export function createBoxReader(project: Project): BoxReader {
  const layouts = new Map<string, readonly Block[]>();

  function load(document: string): readonly Block[] {
    const sql =
      'SELECT blocks FROM layout WHERE document = (SELECT key FROM document WHERE id = ?)';
    const found = project.find<{ blocks: string }>(sql, document)?.blocks ?? '[]';
    const blocks = (JSON.parse(found) as readonly Block[]).filter(({ box }) => box !== undefined);
    layouts.set(document, blocks);
    return blocks;
  }

  return (document, { start, end }) => {
    const touched = (layouts.get(document) ?? load(document)).filter(
      (block) => block.start < end && start < block.end,
    );
    const boxes = touched.flatMap(({ page, box }) => (page && box ? [{ page, box }] : []));
    return boxes.length > 0 ? boxes : undefined;
  };
}
