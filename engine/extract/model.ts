import type { Schema } from '#domain/schema';
import { Failure } from '#domain/failure';
import type { HeadRow } from '#domain/views';

import { toAskedGraph } from './asked.ts';
import type { Calibration, Decoder } from './decoder.ts';
import { isCalibration, isSchema } from './forms.ts';
import {
  findHead,
  openModelFolder,
  toFigures,
  toFolder,
  toHeadHash,
  toHeadId,
} from './manifest.ts';
import type { ModelFolder } from './manifest.ts';
import { createPieces } from './pieces.ts';
import type { Pieces } from './pieces.ts';
import { decoders } from './systems.ts';
import type { CreateSession, Session } from './tensor.ts';

/** A schema the encoder has learned. */
export interface Head {
  readonly name: string;
  /** `minilm/news@` and the first 12 digits of its hash: what provenance and run ids carry. */
  readonly id: string;
  readonly schema: Schema;
  readonly calibration: Calibration;
  readonly session: Session;
  readonly decode: Decoder;
  /** Which of the five. */
  readonly system: string;
  /** The same graph told which cells to read (see `asked`), opened when first asked for; undefined where it cannot be told. */
  ask(): Promise<Session | undefined>;
}

/** One encoder and the heads that were asked for; owns native memory until closed. */
export interface Model {
  readonly name: string;
  /** Word pieces of one pass, specials aside. */
  readonly maxPieces: number;
  readonly pieces: Pieces;
  readonly encoder: Session;
  readonly heads: readonly Head[];
  close(): Promise<void>;
}

/** @throws Failure `model-unusable` where it is not of the form: a folder may come from anyone. */
async function readJson<T>(
  folder: ModelFolder,
  path: string,
  isOfForm: (value: unknown) => value is T,
): Promise<T> {
  const text = Buffer.from(await folder.read(path)).toString('utf8');
  const subject = `${folder.manifest.name}/${path}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Failure('model-unusable', subject, cause);
  }
  if (!isOfForm(value)) throw new Failure('model-unusable', subject);
  return value;
}

/**
 * Loads a model folder; every byte is compared with the manifest's SHA-256 before use. `heads` are names, all heads if empty.
 * @throws Failure `model-missing` (a file or a head), `model-altered`, `model-unusable` (a graph the runtime refuses, an
 * unknown decoder or form).
 */
export async function loadModel(
  path: string,
  heads: readonly string[],
  createSession: CreateSession,
): Promise<Model> {
  const folder = await openModelFolder(path);
  const { manifest } = folder;
  const wanted = heads.length > 0 ? heads : manifest.heads.map(({ name }) => name);
  const sessions: Session[] = [];
  const open = async (name: string) => {
    const graph = await folder.read(name);
    try {
      const session = await createSession(graph, `${manifest.name}/${name}`);
      sessions.push(session);
      return session;
    } catch (cause) {
      throw cause instanceof Failure ? cause : new Failure('model-unusable', name, cause);
    }
  };
  const openAsked = async (name: string) => {
    const graph = toAskedGraph(await folder.read(name));
    if (!graph) return undefined;
    const session = await createSession(graph, `${manifest.name}/${name}`);
    sessions.push(session);
    return session;
  };
  const openHead = async (name: string): Promise<Head> => {
    const entry = findHead(manifest, name);
    const decode = Object.hasOwn(decoders, entry.decoder) ? decoders[entry.decoder] : undefined;
    if (!decode) throw new Failure('model-unusable', `${manifest.name}/${name}`);
    const at = toFolder(entry);
    let asked: Promise<Session | undefined> | undefined;
    return {
      name,
      id: toHeadId(manifest, name),
      schema: await readJson(folder, `${entry.name}/schema.json`, isSchema),
      calibration: await readJson(folder, `${at}/calibration.json`, isCalibration),
      session: await open(`${at}/head.onnx`),
      decode,
      system: entry.decoder,
      ask: () => (asked ??= openAsked(`${at}/head.onnx`)),
    };
  };
  const close = async () => {
    for (const session of sessions.splice(0)) await session.close();
  };
  try {
    const json = Buffer.from(await folder.read('tokenizer.json')).toString('utf8');
    const opened: Head[] = [];
    for (const name of new Set(wanted)) opened.push(await openHead(name));
    return {
      name: manifest.name,
      maxPieces: manifest.maxPieces - 2,
      pieces: createPieces(json),
      encoder: await open('encoder.onnx'),
      heads: opened,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function toSure({ shares = {} }: Calibration): HeadRow['sure'] {
  return Object.entries(shares)
    .flatMap(([share, score]) => (score === null ? [] : [{ share: Number(share), score }]))
    .sort((a, b) => a.share - b.share);
}

/** What `models list` shows of a folder; opens no graph. @throws Failure as `loadModel`. */
export async function listHeads(path: string): Promise<HeadRow[]> {
  const folder = await openModelFolder(path);
  const { manifest } = folder;
  const rows: HeadRow[] = [];
  for (const entry of manifest.heads) {
    const { name, decoder } = entry;
    const schema = await readJson(folder, `${name}/schema.json`, isSchema);
    const at = toFolder(entry);
    const figures = toFigures(entry);
    const isItsOwn = (file: string) => !file.includes('/') || file.startsWith(`${at}/`);
    rows.push({
      model: manifest.name,
      head: name,
      system: decoder,
      isDefault: manifest.heads.find((one) => one.name === name) === entry,
      licence: manifest.licence,
      hash: toHeadHash(manifest, entry),
      bytes: Object.entries(manifest.files)
        .filter(([file]) => isItsOwn(file))
        .reduce((sum, [, file]) => sum + file.bytes, 0),
      entityTypes: schema.entityTypes,
      relationTypes: schema.relationTypes.map(({ name, phrase }) => ({ name, phrase })),
      sure: toSure(await readJson(folder, `${at}/calibration.json`, isCalibration)),
      ...(figures ? { figures } : {}),
      card: Buffer.from(await folder.read(`${name}/card.md`)).toString('utf8'),
    });
  }
  return rows;
}
