/** Where a model can run, and what became of each place. */

/** In the order tried; what comes first is used where it works and is faster than the processor. */
/** Other machines that extract for this one, as the person set it. */
export interface QueueSetting {
  /** `redis://host:6379`; null: everything is done on this machine. */
  readonly address: string | null;
  /** Whether a password is known; it is kept in memory alone. */
  readonly hasPassword: boolean;
  /** The command line named the queue: it cannot be changed here. */
  readonly isGiven: boolean;
}

export const providers = ['cuda', 'tensorrt', 'dml', 'coreml', 'webgpu', 'cpu'] as const;

export type Provider = (typeof providers)[number];

/**
 * `used`: models run there now. `ready`: works, and is not used (slower, or another comes first). `refused`: was tried and does not
 * work. `absent`: this machine or system has none, nothing was tried. `off`: waits for the person to switch it on.
 */
export type DeviceState = 'used' | 'ready' | 'refused' | 'absent' | 'off';

export interface DeviceRow {
  readonly provider: Provider;
  readonly state: DeviceState;
  /** For a person, a whole sentence: what it is, or why it is not used and what can be done. */
  readonly reason: string;
  /** Sentences a second when it was tried, all its processes together; null where it was not. */
  readonly sentencesPerSecond: number | null;
}

export interface Devices {
  readonly rows: readonly DeviceRow[];
  readonly used: Provider;
  /** Processes that extract. */
  readonly workers: number;
  /** Version of the inference runtime. */
  readonly runtime: string;
  /** Whether providers are being tried right now. */
  readonly isTrying: boolean;
  /** Whether WebGPU may be tried. */
  readonly webgpu: boolean;
  /** What happened on the way, for a person: a device was lost. */
  readonly notice: string | null;
  /** Sentences a second over the last few seconds; 0 while nothing is extracted. */
  readonly sentencesPerSecond: number;
}
