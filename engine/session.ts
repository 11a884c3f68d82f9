import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';

import { Failure } from '#domain/failure';
import type { CreateSession, Session, Tensor } from '#extract/tensor';

/** Where a graph may run, in the order tried. */
export type Provider = 'cuda' | 'cpu';

export interface SessionOptions {
  /** Tried in order; the last one is the last resort. */
  readonly providers?: readonly Provider[];
  /** Threads inside one operator. One: workers are processes, and barriers between threads wait for the busier core. */
  readonly threads?: number;
  /** Told of each provider that was refused, and why. */
  readonly onRefused?: (provider: Provider, reason: string) => void;
}

/** At int8 the fused residual + LayerNorm costs a quarter more than the two apart (measured, 1.30.0). */
const EXTRA = { optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' } };

function toOrt(tensor: Tensor): OrtTensor {
  return tensor.type === 'int32'
    ? new OrtTensor('int32', tensor.data, tensor.dims)
    : new OrtTensor('float32', tensor.data, tensor.dims);
}

function fromOrt(name: string, { type, data, dims }: OrtTensor): Tensor {
  if (type === 'int32' && data instanceof Int32Array) return { type, data, dims };
  if (type === 'float32' && data instanceof Float32Array) return { type, data, dims };
  throw new Error(`output ${name} has the type ${type}`);
}

function toSession(session: InferenceSession, provider: Provider): Session {
  return {
    provider,
    inputs: session.inputNames,
    async run(inputs) {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, toOrt(v)]));
      const outputs = Object.entries(await session.run(feeds));
      return Object.fromEntries(outputs.map(([name, tensor]) => [name, fromOrt(name, tensor)]));
    },
    close: () => session.release(),
  };
}

/**
 * The only door to ONNX Runtime. Gives what opens a graph (its bytes already verified) on the first provider that takes it.
 * `run` blocks its process until done, so sessions live in worker processes. The memory arena is off: it grows by doubling
 * and keeps what one very long sentence once needed; without it a sentence costs the same time.
 * @throws Failure `model-unusable` where no provider takes the graph.
 */
export function createSessionFactory(options: SessionOptions = {}): CreateSession {
  const { providers = ['cpu'], threads = 1, onRefused } = options;
  // A refused provider is told to `onRefused`; the runtime would print it as well.
  env.logLevel = 'fatal';
  return async (graph, name) => {
    let last: unknown;
    for (const provider of providers) {
      try {
        const session = await InferenceSession.create(graph, {
          executionProviders: [provider],
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          executionMode: 'sequential',
          graphOptimizationLevel: 'all',
          enableCpuMemArena: false,
          extra: EXTRA,
          logSeverityLevel: 4,
        });
        return toSession(session, provider);
      } catch (error) {
        last = error;
        onRefused?.(provider, error instanceof Error ? error.message : String(error));
      }
    }
    throw new Failure('model-unusable', name, last);
  };
}
