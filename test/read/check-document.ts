import { expect } from 'vitest';
import type { Document } from '#domain/document';

/** What holds of every Document, whatever it was read from. */
export function checkDocument({ text, blocks, pages }: Document): void {
  expect(text.isWellFormed()).toBe(true);
  expect(text.includes('\0')).toBe(false);
  let at = 0;
  for (const block of blocks) {
    expect(block.start).toBeGreaterThanOrEqual(at);
    expect(block.end).toBeGreaterThan(block.start);
    expect(text.slice(at, block.start)).toMatch(/^\s*$/);
    expect(text.slice(block.start, block.end).trim()).not.toBe('');
    at = block.end;
  }
  expect(at).toBe(text.length);
  let page = 0;
  for (const { start, end, number, width, height } of pages) {
    expect(start).toBeGreaterThanOrEqual(page);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(width).toBeGreaterThan(0);
    expect(height).toBeGreaterThan(0);
    expect(number).toBeGreaterThan(0);
    page = end;
  }
}
