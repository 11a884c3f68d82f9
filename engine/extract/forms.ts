import type { HeadFigures } from '#domain/heads';
import type { Schema } from '#domain/schema';
import type { Calibration } from './decoder.ts';

export interface Manifest {
  readonly format: number;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Word pieces of one pass, both special pieces counted; a longer sentence is read window by window. */
  readonly maxPieces: number;
  /** The first of a name is its default; the others are asked for as `news/spert`. */
  readonly heads: readonly HeadEntry[];
  /** By path inside the folder, `/` between names; every file but the manifest itself. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

export interface HeadEntry {
  readonly name: string;
  /** The system: which of the decoders reads the graph's outputs. */
  readonly decoder: string;
  /** Where graph, calibration and golden cases lie; the schema and the card are those of the name. `name` where absent. */
  readonly folder?: string;
  readonly figures?: HeadFigures;
}

/*
 * Whether what a model folder's files hold can be used: a folder may come from anyone, and one that is half right must neither be
 * installed over a good one nor keep the others from being listed.
 */

type Unknown<T> = Partial<Record<keyof T, unknown>>;

const toFields = <T>(value: unknown) => (value ?? {}) as Unknown<T>;
const isText = (value: unknown) => typeof value === 'string';
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isNumber = (value: unknown) => typeof value === 'number';
const isTable = (value: unknown, isRow: (row: unknown) => boolean) =>
  typeof value === 'object' && value !== null && Object.values(value).every(isRow);

export function isManifest(value: unknown): value is Manifest {
  const { format, name, maxPieces, heads, files } = toFields<Manifest>(value);
  return (
    isNumber(format) &&
    isText(name) &&
    Number.isSafeInteger(maxPieces) &&
    Number(maxPieces) > MARKS &&
    Array.isArray(heads) &&
    heads.every(isHeadEntry) &&
    isTable(files, isFile)
  );
}

/** The pieces of a pass that stand for no word. */
const MARKS = 2;

/** A name is asked for as `news` or `news/spert`, so it holds no `/`. */
function isHeadEntry(value: unknown): boolean {
  const { name, decoder, folder = '' } = toFields<HeadEntry>(value);
  return /^[^/]+$/u.test(String(name)) && [name, decoder, folder].every(isText);
}

function isFile(value: unknown): boolean {
  const { sha256, bytes } = toFields<Manifest['files'][string]>(value);
  return isText(sha256) && isNumber(bytes);
}

export function isSchema(value: unknown): value is Schema {
  const { entityTypes, relationTypes } = toFields<Schema>(value);
  return (
    areTexts(entityTypes) && Array.isArray(relationTypes) && relationTypes.every(isRelationType)
  );
}

function isRelationType(value: unknown): boolean {
  const { name, phrase, head, tail } = toFields<Schema['relationTypes'][number]>(value);
  return [name, phrase].every(isText) && [head, tail].every(areTexts);
}

export function isCalibration(value: unknown): value is Calibration {
  const {
    temperature,
    threshold,
    tags: way,
    pronouns,
    isotonic = {},
    shares = {},
  } = toFields<Calibration>(value);
  const { tags, relations } = toFields<Calibration['temperature']>(temperature);
  const { mention, relation } = toFields<Calibration['threshold']>(threshold);
  return (
    [tags, relations, mention, relation].every(isNumber) &&
    (way === undefined || way === 'path') &&
    (pronouns === undefined || (Array.isArray(pronouns) && pronouns.every(areTexts))) &&
    isTable(isotonic, Array.isArray) &&
    isTable(shares, (score) => score === null || isNumber(score))
  );
}
