import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { releaseCredit } from '../../../src/application/credit/reserve-credit.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { createCreditFinders } from '../../../src/projections/billing/credit-finders.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { SELLER } from '../../support/billing-world.ts';
import { amount } from '../../support/controls/accounts.ts';
import { anInvoiceId, type CreditWorld, creditWorld, usesOf } from '../../support/credit-world.ts';

let tables: BillingDatabase;
let world: CreditWorld;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());
beforeEach(async () => {
  await tables.empty();
  world = await creditWorld();
});

const finders = () => createCreditFinders(tables.database.pool('worker'));

async function group() {
  const top = await world.account('Group');
  await world.policy(top, { groupCreditLimit: amount('2000') });
  const north = await world.account('North', { parentAccountId: top, creditLimit: amount('1500') });
  return { top, north };
}

/** All finalised documents, by their accounts. */
async function billed(): Promise<readonly InvoiceId[]> {
  await startRun(world.deps, { sellerId: SELLER, through: civilDate('2026-01-01'), finalise: true }, world.by());
  await world.work();
  return world.store
    .log()
    .flatMap(({ event, stream }) => (event.type === 'InvoiceFinalised' ? [stream.id as InvoiceId] : []));
}

it('shows what uses each limit, wherever a batch ends', async () => {
  const { top, north } = await group();
  const uses = usesOf(await world.reserve(north, 'one', '1190'));
  await world.reserve(north, 'two', '100');
  await releaseCredit(world.credit(), anInvoiceId('one'), uses, 'held', world.by());
  await tables.project(world.store.log());
  const lines = await tables.rows(
    'SELECT account_id, scope, credit_limit::text, policy FROM credit_lines ORDER BY scope',
  );
  expect(lines).toEqual([
    { account_id: top, scope: 'group', credit_limit: '2000.00', policy: 'hold_invoices' },
    { account_id: north, scope: 'own', credit_limit: '1500.00', policy: 'hold_new_business' },
  ]);
  const used = await tables.rows('SELECT invoice_id, amount::text FROM credit_uses');
  expect(used).toEqual(Array(2).fill({ invoice_id: anInvoiceId('two'), amount: '100.00' }));

  const atOnce = await tables.digest();
  for (const size of [1, 3]) {
    await tables.empty();
    await tables.project(world.store.log(), size);
    expect(await tables.digest()).toEqual(atOnce);
  }
});

it('finds group limits, open documents and lines as the log has them', async () => {
  const { top, north } = await group();
  await world.contract({ account: north });
  const invoices = await billed();
  await world.reserve(north, 'one', '10');
  await tables.project(world.store.log());
  const { finders: ofLog } = world.deps;
  const { tenantId } = world;
  expect(await finders().accountsWithGroupLimit(tenantId)).toEqual([top]);
  expect(invoices).toHaveLength(1);
  for (const line of [
    { accountId: north, scope: 'own', currency: 'EUR' },
    { accountId: top, scope: 'group', currency: 'EUR' },
  ] as const) {
    expect(await finders().openDocumentsOf(tenantId, line, 10)).toEqual(invoices);
    expect(await ofLog.openDocumentsOf(tenantId, line, 10)).toEqual(invoices);
  }
  expect(await finders().openDocumentsOf(tenantId, { accountId: top, scope: 'own', currency: 'EUR' }, 10)).toEqual([]);
  const usedBy = await finders().linesUsedBy(tenantId, anInvoiceId('one'));
  expect(usedBy).toEqual([...(await ofLog.linesUsedBy(tenantId, anInvoiceId('one')))].sort());
  expect(usedBy).toHaveLength(2);
});

it('begins a line with what is owed already', async () => {
  const { top, north } = await group();
  // 10 seats at 20.00 for 3 months: 600.00 net, 714.00 gross
  await world.contract({ account: north });
  await billed();
  expect((await world.reserve(north, 'one', '786.01')).outcome).toBe('reserved');
  expect([world.used(north), world.used(top, 'group')]).toEqual(['1500.01', '1500.01']); // it only warns: no policy of its own
});
