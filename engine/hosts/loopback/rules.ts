/** What is known of a request before anything is done for it. */
export interface Knock {
  readonly method: string;
  readonly upgrade: boolean;
  /** Every Host header that was sent. */
  readonly hosts: readonly string[];
  readonly origin: string | undefined;
  /** Sec-Fetch-Site; browsers leave it out where the page's own origin is not trustworthy. */
  readonly fetchSite: string | undefined;
  readonly hasBody: boolean;
}

export interface Refusal {
  readonly status: 403 | 405 | 413 | 421;
  readonly sentence: string;
}

const names = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The order matters. A DNS-rebound GET carries neither Origin nor Sec-Fetch-Site, so Host is asked first and always.
 * @param port the one that is listened on
 */
export function refusalOf(knock: Knock, port: number): Refusal | undefined {
  const [host, ...others] = knock.hosts;
  if (others.length > 0 || !names.some((name) => host === `${name}:${port}`))
    return { status: 421, sentence: 'This address is not served here.' };

  const isOwnOrigin = knock.origin === `http://${host}`;
  const isSafe = (knock.method === 'GET' || knock.method === 'HEAD') && !knock.upgrade;
  if (!isOwnOrigin && !(isSafe && knock.origin === undefined))
    return { status: 403, sentence: 'Another page may not ask this.' };

  // `none` is an address that a person typed or opened; a socket is never opened so.
  const sites = isSafe ? [undefined, 'none', 'same-origin'] : [undefined, 'same-origin'];
  if (!sites.includes(knock.fetchSite))
    return { status: 403, sentence: 'Another page may not ask this.' };

  if (knock.method !== 'GET' && knock.method !== 'HEAD')
    return { status: 405, sentence: 'Only reading is answered here.' };
  if (knock.upgrade && knock.method !== 'GET')
    return { status: 405, sentence: 'Only reading is answered here.' };
  if (knock.hasBody) return { status: 413, sentence: 'No body is taken here.' };
  return undefined;
}
