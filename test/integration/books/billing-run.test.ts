import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { booksGroup } from '../../../src/projections/books/group.ts';
import { trialBalance } from '../../../src/projections/books/queries/trial-balance.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { createMemoryFeed } from '../../support/memory-feed.ts';
import { type Harness, startHarness } from '../projections/sample/projector-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

async function bill(world: BillingWorld): Promise<void> {
  const through = civilDate('2026-01-01');
  const started = await startRun(world.deps, { sellerId: SELLER, through, finalise: true }, world.by());
  expect(started.outcome).not.toBe('rejected');
  await world.work();
}

test('what billing finalises is what the books hold, contract by contract', async () => {
  const world = await billingWorld();
  const account = await world.account('Acme');
  const first = await world.contract({ account });
  const second = await world.contract({ account, seats: 5 });
  await bill(world);
  const effectiveOn = civilDate('2026-02-15');
  await world.on(first, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity: 4, reason: null });
  await bill(world);

  const feed = createMemoryFeed();
  feed.append(world.store.log());
  harness.start(feed, [booksGroup]);
  await harness.arrivesAt(feed.head, 'books');

  // One invoice: 600.00 + 300.00 net a quarter, 19 % tax 171.00. One credit note: 6 seats for 45 of 90 days, 180.00 and
  // 34.20 of tax, all of it of the first contract.
  const client = await harness.database.pool('projector').connect();
  const [euro] = (await trialBalance(client)).currencies;
  const { rows } = await client.query(
    `SELECT contract_id, sum(CASE side WHEN 'credit' THEN amount ELSE -amount END) AS liability
     FROM books.journal_lines WHERE account_code = '2100' GROUP BY contract_id`,
  );
  client.release();
  expect(euro).toMatchObject({
    currency: 'EUR',
    difference: '0.00',
    accounts: [
      { accountCode: '1100', debits: '1071.00', credits: '214.20', balance: '856.80' },
      { accountCode: '2100', debits: '180.00', credits: '900.00', balance: '-720.00' },
      { accountCode: '2200', debits: '34.20', credits: '171.00', balance: '-136.80' },
    ],
  });
  expect(new Map(rows.map((row) => [row.contract_id, row.liability]))).toEqual(
    new Map([
      [first, '420.00'],
      [second, '300.00'],
    ]),
  );
});
