import { describe, expect, it } from 'vitest';
import { EngineError } from '#contract/errors';
import { createChosenPaths } from '#engine/hosts/grants';

function createChosen() {
  const chosen = createChosenPaths();
  chosen.add('/home/ada/letters', 'read');
  chosen.add('/home/ada/graph.csv', 'write');
  const isLet = (path: string, use: 'read' | 'write') => {
    try {
      chosen.check(path, use);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(EngineError);
      expect((error as EngineError).code).toBe('path-refused');
      return false;
    }
  };
  return isLet;
}

describe('what a window of the desktop may name', () => {
  it('is what was chosen, and what lies in a folder that was', () => {
    const isLet = createChosen();
    expect(isLet('/home/ada/letters', 'read')).toBe(true);
    expect(isLet('/home/ada/letters/1843/ünï 🧵.txt', 'read')).toBe(true);
    expect(isLet('/home/ada/letters/..sketch.txt', 'read')).toBe(true);
    expect(isLet('/home/ada/graph.csv', 'read')).toBe(true);
    expect(isLet('/home/ada/graph.csv', 'write')).toBe(true);
  });

  it('is not written to because it may be read', () => {
    const isLet = createChosen();
    expect(isLet('/home/ada/letters', 'write')).toBe(false);
    expect(isLet('/home/ada/letters/first.txt', 'write')).toBe(false);
    expect(isLet('/home/ada/graph.csv/x', 'write')).toBe(false);
  });

  it('is nothing else, however it is spelt', () => {
    const isLet = createChosen();
    for (const path of [
      '/',
      '/home',
      '/home/ada',
      '/home/ada/letters2',
      '/home/ada/letters/../secret',
      '/home/ada/letters/./first.txt',
      '/home/ada//letters',
      '/home/ada/letters/',
      '/home/ada/LETTERS',
      '/home/ada/letters\0',
      'home/ada/letters',
      'letters',
      '../ada/letters',
      '',
      '\\\\server\\share',
      'file:///home/ada/letters',
    ])
      for (const use of ['read', 'write'] as const)
        expect([path, isLet(path, use)]).toEqual([path, false]);
  });
});
