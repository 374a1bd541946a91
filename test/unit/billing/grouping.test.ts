import { expect, test } from 'vitest';
import { execute } from '../../../src/application/execute.ts';
import { accountStream } from '../../../src/application/streams.ts';
import { account } from '../../../src/domain/account/account.ts';
import type { Invoicing } from '../../../src/domain/account/invoicing-events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

async function setInvoicing(world: BillingWorld, accountId: AccountId, invoicing: Invoicing): Promise<void> {
  const command = { kind: 'changeInvoicing', invoicing, changedOn: civilDate('2026-01-01'), reason: null } as const;
  await execute(world.store, account, accountStream(world.tenantId, accountId), command, world.by());
}

async function twoContracts(invoicing: Invoicing): Promise<BillingWorld> {
  const world = await billingWorld();
  const acme = await world.account('Acme');
  await setInvoicing(world, acme, invoicing);
  await world.contract({ account: acme });
  await world.contract({ account: acme, seats: 3 });
  return world;
}

const totals = (world: BillingWorld) =>
  world
    .register()
    .map(({ subtotal }) => subtotal)
    .sort();

test('one document for each buyer holds all of its contracts', async () => {
  const world = await twoContracts('per_account');
  await wholeRun(world, '2026-01-01');
  expect(totals(world)).toEqual(['780.00']); // (10 + 3) × 20.00 × 3
});

test('an account that wants one for each contract gets them', async () => {
  const world = await twoContracts('per_contract');
  await wholeRun(world, '2026-01-01');
  expect(totals(world)).toEqual(['180.00', '600.00']);
});
