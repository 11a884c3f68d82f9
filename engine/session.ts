import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';

import type { Provider } from '#domain/devices';
import { Failure } from '#domain/failure';
import type { CreateSession, Session, Tensor } from '#extract/tensor';
import { createFit } from './devices/fit.ts';
import { toFloating, type Precision } from './devices/floating.ts';
import { canGather, gather, onProcessor, type Axes } from './devices/gather.ts';

export type { Provider } from '#domain/devices';

export interface SessionOptions {
  /** `cpu` where absent. Which one is good is found out beforehand, by processes that may die of it. */
  readonly provider?: Provider;
  /** Threads inside one operator. One: workers are processes, and barriers between threads wait for the busier core. */
  readonly threads?: number;
  /** What a graphics processor counts in; half where absent. The processor's int8 is in the graph. */
  readonly precision?: Precision;
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

function toAxes(metadata: InferenceSession['inputMetadata']): Axes {
  return Object.fromEntries(
    metadata.map((value) => [value.name, value.isTensor ? [...value.shape] : []]),
  );
}

/** Whether a graph takes the int8 scale of an activation from all that stands in a call: then a sentence has to stand there alone. */
const scalesByCall = (graph: Uint8Array) =>
  Buffer.from(graph.buffer, graph.byteOffset, graph.length).includes('DynamicQuantizeLinear');

/**
 * The only door to ONNX Runtime. Gives what opens a graph (its bytes already verified) on one provider. `run` blocks its process until
 * done, so sessions live in worker processes. On a graphics processor a graph is first brought to floating point, half where the
 * device can. Sentences that are asked for at the same time are run together, on the processor only where that changes no bit.
 * The memory arena is off: it grows by doubling and keeps what one very long sentence once needed; without it a
 * sentence costs the same time.
 * @throws Failure `model-unusable` where the provider does not take the graph.
 */
export function createSessionFactory(options: SessionOptions = {}): CreateSession {
  const { provider = 'cpu', threads = 1, precision = 'half' } = options;
  // What a graphics processor's libraries miss stands only in what the runtime prints; its error says less.
  env.logLevel = provider === 'cpu' ? 'fatal' : 'error';
  const create = (graph: Uint8Array) =>
    InferenceSession.create(graph, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: false,
      extra: EXTRA,
      logSeverityLevel: provider === 'cpu' ? 4 : 3,
    });
  return async (graph, name) => {
    try {
      const isProcessor = provider === 'cpu';
      const session = await create(isProcessor ? graph : toFloating(graph, precision));
      const { inputMetadata, outputMetadata } = session;
      const axes = { inputs: toAxes(inputMetadata), outputs: toAxes(outputMetadata) };
      const alone = toSession(session, provider);
      if (!canGather(axes) || (isProcessor && scalesByCall(graph))) return alone;
      return gather(alone, axes, isProcessor ? onProcessor : { fit: createFit() });
    } catch (error) {
      throw new Failure('model-unusable', name, error);
    }
  };
}
