import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** The API said no, or something that is not in its description. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** The HTTP API as the demonstration uses it: as anybody else would. */
export interface ApiClient {
  readonly url: string;
  get<Data>(path: string, data: z.ZodType<Data>): Promise<Data>;
  post<Data>(path: string, body: object, data: z.ZodType<Data>): Promise<Data>;
  /** All rows of a list, page by page. */
  list<Row>(path: string, row: z.ZodType<Row>): Promise<Row[]>;
  /** How many rows a list has. */
  count(path: string): Promise<number>;
}

const zPaging = z.object({ total: z.number(), nextCursor: z.string().nullable() });
const PAGE_ROWS = 100;
/** An answer that says "ask again": the lists are not as far yet, or the API is starting. */
const PATIENCE_MS = 60_000;

export function createApiClient(url: string): ApiClient {
  async function ask(path: string, init: RequestInit): Promise<unknown> {
    for (const until = performance.now() + PATIENCE_MS; ; ) {
      const answer = await fetch(`${url}${path}`, init);
      const body = await answer.text();
      if (answer.ok) {
        return JSON.parse(body);
      }
      if (answer.status !== 503 || performance.now() > until) {
        throw new UnexpectedAnswer(`${init.method} ${path} was answered with ${answer.status}: ${body.slice(0, 500)}`);
      }
      await delay(250);
    }
  }

  const page = <Row>(path: string, query: string, row: z.ZodType<Row>) =>
    ask(`${path}${path.includes('?') ? '&' : '?'}${query}`, { method: 'GET' }).then((body) =>
      z.object({ data: z.array(row), paging: zPaging }).parse(body),
    );

  return {
    url,
    get: async (path, data) => z.object({ data }).parse(await ask(path, { method: 'GET' })).data,
    post: async (path, body, data) => {
      const headers = { 'Content-Type': 'application/json' };
      return z.object({ data }).parse(await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })).data;
    },
    async list(path, row) {
      const limit = `limit%5Beq%5D=${PAGE_ROWS}`;
      let { data, paging } = await page(path, limit, row);
      const rows = [...data];
      while (paging.nextCursor !== null) {
        ({ data, paging } = await page(path, `${limit}&after=${encodeURIComponent(paging.nextCursor)}`, row));
        rows.push(...data);
      }
      return rows;
    },
    count: async (path) => (await page(path, 'limit%5Beq%5D=1', z.unknown())).paging.total,
  };
}
