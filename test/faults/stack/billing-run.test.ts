import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_SELLER_ID } from '../../../src/application/directory/provision-defaults.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { writeContracts } from '../../support/stock.ts';

const CONTRACTS = 600;
const PATIENCE_MS = 50_000;

/** Asks until somebody answers as wanted: the stack is being hurt, so answers may fail for a while. */
async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      last = answer;
      if (isWanted(answer)) {
        return answer;
      }
    } catch (error) {
      last = error;
    }
    await delay(50);
  }
  throw new Error(`Waited in vain; last: ${JSON.stringify(last)} ${String(last)}`);
}

const batch = (stack: Stack, billingDate: string, key: string) =>
  until(
    () =>
      stack.request(
        'POST',
        '/api/billing/batch',
        { sellerId: DEFAULT_SELLER_ID, billingDate },
        { 'idempotency-key': key },
      ),
    (answer) => answer.status === 202,
  );
const job = (stack: Stack, id: string) => stack.request('GET', `/api/billing/jobs/${id}`);
const done = (stack: Stack, id: string) =>
  until(
    () => job(stack, id),
    (answer) => answer.body?.data?.status === 'completed',
  );

async function sql(stack: Stack, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: stack.databaseUrl, options: '-c role=ledgerline_projector' });
  client.on('error', () => undefined); // a query in hand rejects
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Every contract billed once for each of so many quarters, numbers without a gap, books that balance. */
async function expectWholeAndOnce(stack: Stack, quarters: number): Promise<void> {
  const documents = quarters * CONTRACTS;
  await until(
    () => sql(stack, `select count(*)::int as n from billing.invoices where status = 'finalised'`),
    ([row]) => row?.n === documents,
  );
  await until(
    () => sql(stack, 'select count(*)::int as n from books.journal_entries'),
    ([row]) => row?.n === documents,
  );
  const [claims] = await sql(
    stack,
    'select count(*)::int as claims, count(distinct contract_id)::int as contracts, count(distinct invoice_id)::int as invoices from billing.claims where not released',
  );
  expect(claims).toEqual({ claims: documents, contracts: CONTRACTS, invoices: documents });
  const [numbers] = await sql(
    stack,
    'select count(*)::int as assigned, count(distinct invoice_id)::int as invoices, min(number_revision) as first, max(number_revision) as last from billing.number_register',
  );
  expect(numbers).toEqual({ assigned: documents, invoices: documents, first: 0, last: documents - 1 });
  const balance = await stack.request('GET', '/api/ledger/trial-balance');
  expect(balance.body.data).toMatchObject({ balanced: true, currencies: [{ currency: 'EUR', difference: '0.00' }] });
}

/** One quarter for each death. */
const DEATHS = [
  { role: 'worker', billingDate: '2026-01-01' },
  { role: 'projector', billingDate: '2026-04-01' },
  { role: 'event-node', billingDate: '2026-07-01' },
  { role: 'postgres', billingDate: '2026-10-01' },
  { role: 'api', billingDate: '2027-01-01' },
].map((death, index) => ({ ...death, quarters: index + 1 }));

describe('kill -9 in the middle of a run', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ workers: 2, env: { WORKER_CONCURRENCY: '1' } });
    await writeContracts(stack.eventStoreUrl, CONTRACTS, 3);
    await until(
      () => sql(stack, 'select count(*)::int as n from billing.contracts'),
      ([row]) => row?.n === CONTRACTS,
    );
  });
  afterAll(() => stack?.remove());
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') {
      process.stderr.write(stack.log().slice(-8_000));
    }
  });

  const claimsUnderWay = () => sql(stack, 'select count(*)::int as n from billing.claims');

  describe.each(DEATHS)('of the $role', ({ role, billingDate, quarters }) => {
    test('the run goes on and completes: nothing billed twice, no number missing, books in balance', async () => {
      const started = await batch(stack, billingDate, `run-${role}`);
      const runId = started.body.data.jobId;
      await until(claimsUnderWay, ([row]) => Number(row?.n) > (quarters - 1) * CONTRACTS);
      const killed = await stack.kill(role);
      const again = await batch(stack, billingDate, `run-${role}`);
      expect(again.body.data.jobId).toBe(runId);
      await done(stack, runId);
      await expectWholeAndOnce(stack, quarters);

      const replacements = await until(
        () => stack.pidsOf(role),
        (pids) => pids.length >= 1,
      );
      expect(replacements).not.toContain(killed);
    });

    test('the same run again finds nothing', async () => {
      const again = await batch(stack, billingDate, `again-${role}`);
      await done(stack, again.body.data.jobId);
      await expectWholeAndOnce(stack, quarters);
    });
  });
});
