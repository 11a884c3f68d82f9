import type { ExtractorCalls, ReaderCalls } from '#contract/workers';
import type { Extraction } from '#domain/extraction';
import type { Waiting } from '#domain/views';
import type { Held } from './held.ts';
import type { Recogniser } from './recognise.ts';

/** How the engine asks a reader process about a source. */
export interface Asking {
  readonly signal: AbortSignal;
  /** The source's path: whom a later death of the process may be blamed on. */
  readonly about?: string;
  /** In a process of its own from the start. */
  readonly alone?: boolean;
}

/** The stages as the engine reaches them: calls to worker processes. */
export interface Stages {
  read(
    input: ReaderCalls['source.read']['input'],
    asking: Asking,
  ): Promise<ReaderCalls['source.read']['output']>;
  /** What else a reader process answers; null where the source brought it down, alone as well. */
  ask<Name extends Exclude<keyof ReaderCalls, 'source.read'>>(
    name: Name,
    input: ReaderCalls[Name]['input'],
    asking: Asking,
  ): Promise<ReaderCalls[Name]['output'] | null>;
  extract(
    input: ExtractorCalls['sentences.extract']['input'],
    signal: AbortSignal,
  ): Promise<readonly Extraction[]>;
  /** What reads pages that are pictures; undefined where none is installed. */
  findRecogniser(): Promise<Recogniser | undefined>;
  /** Resolves when it is known where extraction runs, on which `width` depends. @throws as `extract` */
  ready(signal: AbortSignal): Promise<void>;
  /** In what extraction counts just now: what was found in another may differ. Changes where a device is lost. */
  countsIn(): string;
  /** Batches that are worth having under way at once; grows and shrinks where others work for us. */
  readonly width: number;
  /** Where a document is entered while it is on its way. */
  readonly held: Held;
  /** Why extraction stands still just now; undefined while it does not. */
  waitsFor?(): Waiting | undefined;
}
