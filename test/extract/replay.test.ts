import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Schema, SwitchedOff } from '#domain/schema';
import type { Calibration, Outputs } from '#extract/decoder';
import { decoders } from '#extract/systems';

/** Random tables with what Python makes of them: `models/training/tables.py`; more of them lie where ESPALIER_TABLES says. */
const folder = process.env.ESPALIER_TABLES ?? join(import.meta.dirname, '../fixtures/decoders');

interface Case {
  readonly words: number;
  readonly outputs: Readonly<
    Record<string, { readonly dims: readonly number[]; readonly data: readonly number[] }>
  >;
  readonly schema: Schema;
  readonly calibration: Calibration;
  readonly off: SwitchedOff;
  readonly mentions: readonly (readonly [number, number, string, number])[];
  readonly relations: readonly (readonly [number, number, string, number])[];
}

const integers = new Set(['cells', 'spans', 'pairs']);

function toOutputs(outputs: Case['outputs']): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => [
      name,
      integers.has(name)
        ? { type: 'int32', data: Int32Array.from(data), dims }
        : { type: 'float32', data: Float32Array.from(data), dims },
    ]),
  );
}

const near = (score: number) => Math.round(score * 1e9) / 1e9;
const byPair = (a: readonly unknown[], b: readonly unknown[]) =>
  String(a.slice(0, 3)) < String(b.slice(0, 3)) ? -1 : 1;

describe.each(Object.keys(decoders))('%s', (system) => {
  const path = join(folder, `${system}.jsonl`);
  const cases = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);

  it('decodes random tables as Python does', () => {
    let relations = 0;
    for (const { words, outputs, schema, calibration, off, ...want } of cases) {
      const got = decoders[system]?.(toOutputs(outputs), words, schema, calibration, off);
      expect(got?.mentions.map((m) => [m.from, m.to, m.type, near(m.score)])).toEqual(
        want.mentions.map(([from, to, type, score]) => [from, to, type, near(score)]),
      );
      expect(
        got?.relations.map((r) => [r.head, r.tail, r.type, near(r.score)]).toSorted(byPair),
      ).toEqual(
        want.relations
          .map(([head, tail, type, score]) => [head, tail, type, near(score)])
          .toSorted(byPair),
      );
      relations += want.relations.length;
    }
    expect(cases.length).toBeGreaterThanOrEqual(40);
    expect(relations).toBeGreaterThan(0);
  });
});
