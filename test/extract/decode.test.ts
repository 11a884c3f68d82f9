import { describe, expect, it } from 'vitest';

import type { Table } from '#domain/extraction';
import type { Schema } from '#domain/schema';
import { decodeTable } from '#extract/decode-upper-triangle';
import type { Calibration } from '#extract/decoder';
import { dropNameless, merge } from '#extract/merge';
import { dropSelfFacts } from '#extract/self-facts';

const schema: Schema = {
  name: 'test',
  entityTypes: ['Person', 'Place'],
  relationTypes: [
    { name: 'lives', phrase: 'lives in', symmetric: false, head: ['Person'], tail: ['Place'] },
    { name: 'near', phrase: 'is near', symmetric: true, head: [], tail: [] },
  ],
};
const plain: Calibration = {
  temperature: { tags: 1, relations: 1 },
  threshold: { mention: 0, relation: 0 },
};

/** Logits that are `height` at the given label of each row and 0 elsewhere. */
function toLogits(labels: readonly number[], width: number, height = 5): Float32Array {
  const logits = new Float32Array(labels.length * width);
  labels.forEach((label, i) => (logits[i * width + label] = height));
  return logits;
}

function toTable(
  tags: readonly number[],
  cells: readonly (readonly [number, number, number])[],
): Table {
  return {
    words: tags.length,
    tagLogits: toLogits(tags, 9),
    cells: Int32Array.from(cells.flatMap(([i, j]) => [i, j])),
    relationLogits: toLogits(
      cells.map(([, , label]) => label),
      5,
    ),
  };
}

const person = 4;
const place = 8;
const sure = Math.exp(5) / (Math.exp(5) + 8);
const sureCell = Math.exp(5) / (Math.exp(5) + 4);

describe('decodeTable', () => {
  it('reads direction from the label: odd is row to column, even is column to row', () => {
    const right = decodeTable(toTable([person, 0, place], [[0, 2, 1]]), schema, plain);
    expect(right.relations).toMatchObject([{ head: 0, tail: 1, type: 'lives' }]);
    const left = decodeTable(toTable([place, 0, person], [[0, 2, 2]]), schema, plain);
    expect(left.relations).toMatchObject([{ head: 1, tail: 0, type: 'lives' }]);
  });

  it('scores a mention by its least sure word and a relation by the product', () => {
    const { mentions, relations } = decodeTable(
      toTable([person, place], [[0, 1, 1]]),
      schema,
      plain,
    );
    expect(mentions[0]?.score).toBeCloseTo(sure, 6);
    expect(relations[0]?.score).toBeCloseTo(sureCell * sure * sure, 6);
  });

  it('lowers scores, not labels, at a higher temperature', () => {
    const warm = { ...plain, temperature: { tags: 4, relations: 4 } };
    const { mentions, relations } = decodeTable(
      toTable([person, place], [[0, 1, 1]]),
      schema,
      warm,
    );
    expect(mentions.map(({ type }) => type)).toEqual(['Person', 'Place']);
    expect(mentions[0]?.score).toBeLessThan(sure);
    expect(relations).toHaveLength(1);
  });

  it('decides a pair by the cell of its last words only', () => {
    const tags = [1, 3, 0, place];
    expect(
      decodeTable(
        toTable(tags, [
          [0, 3, 1],
          [1, 3, 0],
        ]),
        schema,
        plain,
      ).relations,
    ).toEqual([]);
    expect(
      decodeTable(
        toTable(tags, [
          [0, 3, 0],
          [1, 3, 1],
        ]),
        schema,
        plain,
      ).relations,
    ).toHaveLength(1);
  });

  it('drops a relation whose arguments have other types than in training, unless any will do', () => {
    expect(decodeTable(toTable([place, place], [[0, 1, 1]]), schema, plain).relations).toEqual([]);
    expect(decodeTable(toTable([place, place], [[0, 1, 3]]), schema, plain).relations).toHaveLength(
      1,
    );
  });

  it('takes the lowest label at a tie', () => {
    const tie: Table = {
      words: 2,
      tagLogits: new Float32Array(18),
      cells: new Int32Array(0),
      relationLogits: new Float32Array(0),
    };
    expect(decodeTable(tie, schema, plain).mentions).toEqual([]);
  });

  it('leaves out a mention below the threshold, and its relations', () => {
    const strict = { ...plain, threshold: { mention: 0.999, relation: 0 } };
    expect(decodeTable(toTable([person, place], [[0, 1, 1]]), schema, strict)).toEqual({
      mentions: [],
      relations: [],
    });
  });
});

describe('merge', () => {
  const mention = (from: number, to: number, score: number) => ({
    from,
    to,
    type: 'Person',
    score,
  });
  it('keeps the surer of two overlapping mentions, with the relations of what stays', () => {
    const first = {
      mentions: [mention(0, 2, 0.5), mention(4, 5, 0.9)],
      relations: [{ head: 0, tail: 1, type: 'a', score: 0.4 }],
    };
    const second = {
      mentions: [mention(1, 3, 0.8), mention(6, 7, 0.7)],
      relations: [{ head: 1, tail: 0, type: 'b', score: 0.3 }],
    };
    const { mentions, relations } = merge([first, second]);
    expect(mentions.map(({ from }) => from)).toEqual([1, 4, 6]);
    expect(relations).toEqual([{ head: 2, tail: 0, type: 'b', score: 0.3 }]);
  });

  it('keeps what a head says of the very words that another named more surely', () => {
    const news = {
      mentions: [mention(0, 2, 0.9), mention(4, 5, 0.6)],
      relations: [{ head: 0, tail: 1, type: 'a', score: 0.4 }],
    };
    const general = {
      mentions: [mention(0, 2, 0.8), mention(4, 5, 0.7), mention(6, 7, 0.7)],
      relations: [
        { head: 0, tail: 2, type: 'b', score: 0.3 },
        { head: 0, tail: 1, type: 'a', score: 0.5 },
      ],
    };
    const { mentions, relations } = merge([news, general]);
    expect(mentions.map(({ score }) => score)).toEqual([0.9, 0.7, 0.7]);
    // What both say is said once, as surely as the surer says it.
    expect(relations).toEqual([
      { head: 0, tail: 1, type: 'a', score: 0.5 },
      { head: 0, tail: 2, type: 'b', score: 0.3 },
    ]);
  });

  it('drops a mention without a letter or digit, and renumbers', () => {
    const found = {
      mentions: [mention(0, 1, 0.9), mention(1, 2, 0.9), mention(2, 3, 0.9)],
      relations: [
        { head: 1, tail: 2, type: 'a', score: 0.4 },
        { head: 0, tail: 2, type: 'a', score: 0.4 },
      ],
    };
    const { mentions, relations } = dropNameless(found, ['🎉🎉', 'Ann', 'Oslo']);
    expect(mentions.map(({ from }) => from)).toEqual([1, 2]);
    expect(relations).toEqual([{ head: 0, tail: 1, type: 'a', score: 0.4 }]);
  });

  it('says nothing of two pronouns of one bearer', () => {
    const words = ['I', 'told', 'my', 'brother', 'that', 'He', 'left', 'US', 'with', 'us'];
    const at = [0, 2, 5, 7, 9];
    const mentions = at.map((i) => mention(i, i + 1, 0.9));
    const relations = at.flatMap((_, head) =>
      at.flatMap((_, tail) => (head < tail ? [{ head, tail, type: 'a', score: 0.5 }] : [])),
    );
    const pronouns = [['i', 'my', 'us'], ['he']];
    expect(dropSelfFacts({ mentions, relations }, words, {}).relations).toEqual(relations);
    const left = dropSelfFacts({ mentions, relations }, words, { pronouns });
    expect(left.mentions).toEqual(mentions);
    const spoken = ({ head, tail }: { head: number; tail: number }) =>
      `${words[at[head] ?? 0]} ${words[at[tail] ?? 0]}`;
    expect(left.relations.map(spoken)).toEqual([
      'I He',
      'I US',
      'my He',
      'my US',
      'He US',
      'He us',
      'US us',
    ]);
  });
});
