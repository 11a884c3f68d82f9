import type { Mapping } from './mapping.ts';

export interface RdfOptions {
  /** 1.2 names a statement by a reifier of its triple term; 1.1, which every tool reads, by a statement resource. */
  readonly profile: '1.1' | '1.2';
  /** What all IRIs of ours begin with; absolute, and ending in a slash, a colon or a number sign. */
  readonly base: string;
  /** What our classes and properties are called elsewhere. */
  readonly mapping: Mapping;
}

export const DEFAULT_BASE = 'urn:espalier:';
