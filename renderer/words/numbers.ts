const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

export function toCount(count: number): string {
  return whole.format(count);
}

/** "1 document", "3 documents". */
export function counted(count: number, one: string, many: string): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}

export function toBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? whole.format(value) : short.format(value)} ${units[unit]}`;
}

/** How long something takes, coarse enough to be read at a glance. */
export function toDuration(seconds: number): string {
  if (seconds < 1) return 'under a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${short.format(seconds / 3600)} h`;
}

/** Per second. */
export function toRate(rate: number): string {
  return rate >= 10 ? whole.format(Math.round(rate)) : short.format(rate);
}

/**
 * What a calibrated probability means: how often the model is right when it is this sure. Above nine in ten nothing
 * finer is said: calibration was measured on a few hundred sentences, and free text differs.
 */
export function toChance(score: number): string {
  if (score >= 0.95) return 'right more than 9 times in 10';
  const tenths = Math.min(9, Math.max(1, Math.round(score * 10)));
  if (tenths === 1) return 'right about once in 10 times';
  return tenths === 5 ? 'right about every second time' : `right about ${tenths} times in 10`;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** A moment on the person's own clock, `at` in milliseconds since 1970: "today 14:05", "3 May 2026, 09:12". */
export function toWhen(at: number, now: number = Date.now()): string {
  const date = day.format(at);
  return date === day.format(now) ? `today ${hour.format(at)}` : `${date}, ${hour.format(at)}`;
}

/** Bits of evidence in words: a bit is twice as likely, ten are a thousand times. */
export function toWeight(bits: number): string {
  const weight = Math.abs(bits);
  if (weight >= 8) return 'very strong';
  if (weight >= 4) return 'strong';
  return weight >= 1.5 ? 'fair' : 'slight';
}
