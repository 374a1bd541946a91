import { setTimeout as delay } from 'node:timers/promises';
import type { Stack, StackAnswer } from './stack.ts';

// biome-ignore lint/suspicious/noExplicitAny: records on the wire, whose shape other tests check
type WireRecord = any;

/** A caller of the whole program, which speaks HTTP, knows nothing of what is behind it, and reads what it wrote. */
export interface StackClient {
  /** Any request; a write's position is kept, and sent with every reading from then on. */
  send(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<StackAnswer>;
  /** A write that must be accepted; answers the record. */
  post(path: string, body: object, headers?: Record<string, string>): Promise<WireRecord>;
  patch(path: string, body: object): Promise<WireRecord>;
  get(path: string): Promise<WireRecord>;
  /** All rows of a list, page by page. */
  all(path: string): Promise<WireRecord[]>;
  /** Bills everything that is due by a day, and waits until that is done; answers the job. */
  bill(billingDate: string, key?: string): Promise<WireRecord>;
  /** Waits for a job that was queued. */
  finished(jobId: string): Promise<WireRecord>;
}

const PATIENCE_MS = 60_000;
const POLL_MS = 50;
const PAGE = 100;

export function stackClient(stack: Stack): StackClient {
  let position = 0n;

  async function must(asked: Promise<StackAnswer>): Promise<StackAnswer> {
    const answer = await asked;
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`Answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer;
  }

  /** Rows that have seen what this client wrote; the lists may need a moment for it. */
  async function read(path: string): Promise<StackAnswer> {
    for (const deadline = Date.now() + PATIENCE_MS; ; ) {
      const answer = await client.send('GET', path, undefined, { 'x-min-position': String(position) });
      if (answer.status !== 503 || Date.now() > deadline) {
        return must(Promise.resolve(answer));
      }
      await delay(POLL_MS);
    }
  }

  const client: StackClient = {
    async send(method, path, body, headers) {
      const answer = await stack.request(method, path, body, headers);
      const written = BigInt(answer.headers.get('x-position') ?? '0');
      position = written > position ? written : position;
      return answer;
    },
    post: async (path, body, headers) => (await must(client.send('POST', path, body, headers))).body.data,
    patch: async (path, body) => (await must(client.send('PATCH', path, body))).body.data,
    get: async (path) => (await read(path)).body.data,
    async all(path) {
      const rows: WireRecord[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const after: string = cursor === '' ? '' : `&after=${encodeURIComponent(cursor)}`;
        const { body }: StackAnswer = await read(`${path}${path.includes('?') ? '&' : '?'}limit[eq]=${PAGE}${after}`);
        rows.push(...body.data);
        cursor = body.paging.nextCursor;
      }
      return rows;
    },
    async bill(billingDate, key) {
      const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
      return client.finished((await client.post('/api/billing/batch', { billingDate }, headers)).jobId);
    },
    async finished(jobId) {
      const path = `/api/billing/jobs/${jobId}`;
      for (const deadline = Date.now() + PATIENCE_MS; ; ) {
        const job = await client.get(path);
        if (job.status === 'completed' || job.status === 'failed') {
          return job;
        }
        if (Date.now() > deadline) {
          throw new Error(`Job ${jobId} is not done: ${JSON.stringify(job)}`);
        }
        await delay(POLL_MS);
      }
    },
  };
  return client;
}
