/** What this room asks of an inference runtime. `engine/session.ts` gives it; nothing here knows which runtime it is. */
export type Tensor =
  | { readonly type: 'int32'; readonly data: Int32Array; readonly dims: readonly number[] }
  | { readonly type: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] };

export interface Session {
  /** Where it runs: `cpu`, `cuda` … */
  readonly provider: string;
  /** Names of the graph's inputs. */
  readonly inputs: readonly string[];
  /** Calls made at the same time are answered together: whoever has many had better not wait for each. */
  readonly isTogether?: boolean;
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  close(): Promise<void>;
}

/** Opens a graph from bytes that were already compared with their hash; `name` is for messages only. */
export type CreateSession = (graph: Uint8Array, name: string) => Promise<Session>;
