/** Nobody's login waits longer for a service that we ask. */
const ANSWER_MS_MAX = 2_000;

export interface OutgoingAnswer {
  readonly status: number;
  readonly text: string;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly body?: string | undefined;
  readonly bytesMax: number;
}

/** Asks another service: within a time, up to a size, and never somewhere else than it was sent (no redirects). */
export async function ask(url: string, { method, body, bytesMax }: OutgoingRequest): Promise<OutgoingAnswer> {
  const response = await fetch(url, {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await boundedText(response, bytesMax) };
}

async function boundedText(response: Response, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) {
      throw new Error(`The answer of ${new URL(response.url).host} is longer than ${bytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
