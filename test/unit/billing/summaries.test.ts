import { beforeEach, describe, expect, test } from 'vitest';
import { billConsolidated } from '../../../src/application/billing/bill-consolidated.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { execute } from '../../../src/application/execute.ts';
import { accountStream } from '../../../src/application/streams.ts';
import { account } from '../../../src/domain/account/account.ts';
import type { IssuedSummary } from '../../../src/domain/invoice/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

let world: BillingWorld;
let parent: AccountId;
let north: AccountId;
let south: AccountId;

beforeEach(async () => {
  world = await billingWorld();
  parent = await world.account('Acme Group');
  north = await world.account('Acme North', { parentAccountId: parent });
  south = await world.account('Acme South', { parentAccountId: parent });
});

/** 20.00 × 3 months for each seat: 10 seats are 600.00, with 19 % 714.00. */
async function contracts(billTo: AccountId | undefined): Promise<void> {
  await world.contract({ account: north, seats: 10, billTo });
  await world.contract({ account: south, seats: 3, billTo });
}

function summaries(): IssuedSummary[] {
  return world.store
    .log()
    .flatMap(({ event }) => (event.type === 'SummaryIssued' ? [event.data as IssuedSummary] : []));
}

describe('a bill-to that wants its documents consolidated', () => {
  beforeEach(async () => {
    const command = {
      kind: 'changeInvoicing',
      invoicing: 'consolidated',
      changedOn: civilDate('2026-01-01'),
      reason: null,
    } as const;
    await execute(world.store, account, accountStream(world.tenantId, parent), command, world.by());
    await contracts(parent);
  });

  test('gets one summary over the invoices of its subsidiaries, with a subtotal for each', async () => {
    await wholeRun(world, '2026-01-01');
    await sweepBilling(world.deps);
    await sweepBilling(world.deps); // once more changes nothing

    expect(summaries()).toMatchObject([
      {
        addresseeId: parent,
        subtotal: '780.00', // 600 + 180
        tax: '148.20', // 114.00 + 34.20
        total: '928.20',
        sections: [
          { accountId: north, accountName: 'Acme North', subtotal: '600.00' },
          { accountId: south, accountName: 'Acme South', subtotal: '180.00' },
        ],
        periodStart: '2026-01-01',
        periodEnd: '2026-03-31',
      },
    ]);
    // The tax documents are those of the buyers, numbered as always.
    expect(world.register().map(({ accountId, total }) => [accountId, total])).toEqual(
      expect.arrayContaining([
        [north, '714.00'],
        [south, '214.20'],
      ]),
    );
  });

  test('gets none while a document of the run is a draft', async () => {
    await wholeRun(world, '2026-01-01', false);
    await sweepBilling(world.deps);
    expect(summaries()).toEqual([]);
  });
});

describe('an account tree that is billed at once', () => {
  const wanted = () => ({
    sellerId: SELLER,
    parentAccountId: parent,
    periodStart: null,
    periodEnd: civilDate('2026-01-01'),
    includeChildren: true,
  });

  test('is answered with a summary for the parent, also where the subsidiaries pay themselves', async () => {
    await contracts(undefined);
    expect(await billConsolidated(world.deps, wanted(), world.by())).toMatchObject({
      outcome: 'accepted',
      of: { outcome: 'issued', summary: { addresseeId: parent, total: '928.20' } },
    });
  });

  test('is answered with the same summary when the request comes again', async () => {
    await contracts(undefined);
    const provenance = world.by();
    const first = await billConsolidated(world.deps, wanted(), provenance);
    const second = await billConsolidated(world.deps, wanted(), provenance);
    expect(second).toEqual(first);
    expect(summaries()).toHaveLength(1);
    expect(world.register()).toHaveLength(2);
  });

  test('is answered with the document where there is one', async () => {
    await world.contract({ account: north });
    expect(await billConsolidated(world.deps, wanted(), world.by())).toMatchObject({
      outcome: 'accepted',
      of: { outcome: 'single', state: { status: 'finalised', final: { total: '714.00' } } },
    });
    expect(summaries()).toEqual([]);
  });

  test('leaves out what stands below when that is asked', async () => {
    await contracts(undefined);
    expect(await billConsolidated(world.deps, { ...wanted(), includeChildren: false }, world.by())).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'NOTHING_DUE' },
    });
  });

  test('refuses an account that does not exist', async () => {
    const unknown = { ...wanted(), parentAccountId: '00000000-0000-7000-8000-000000000000' as AccountId };
    expect(await billConsolidated(world.deps, unknown, world.by())).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'ACCOUNT_NOT_FOUND' },
    });
  });
});
