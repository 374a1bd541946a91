import { describe, expect, test } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { setBillTo } from '../../../src/application/directory/set-bill-to.ts';
import { chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import { chargesInForce } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { AccountId, ContractId } from '../../../src/domain/kernel/ids.ts';
import { sumDecimals } from '../../../src/domain/kernel/money.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

class Killed extends Error {}

/**
 * Acme shares 10 seats (600.00 a quarter) with North, 30 %, and South, 20 %, each with documents of its own. Another
 * contract of Acme stands on its invoice too: 3 seats, 180.00.
 */
async function sharing(): Promise<{ world: BillingWorld; contractId: ContractId; names: Map<string, string> }> {
  const world = await billingWorld();
  const [acme, north, south] = [
    await world.account('Acme'),
    await world.account('North'),
    await world.account('South'),
  ];
  const contractId = await world.contract({ account: acme });
  await world.contract({ account: acme, seats: 3 });
  const shares = [share(north, '30'), share(south, '20')];
  const split = { method: 'percentage', invoicing: 'each', shares } as const;
  await world.on(contractId, {
    kind: 'agreeSplit',
    effectiveOn: civilDate('2026-01-01'),
    split: { ...split, shares },
    reason: null,
  });
  return {
    world,
    contractId,
    names: new Map([
      [acme, 'Acme'],
      [north, 'North'],
      [south, 'South'],
    ]),
  };
}

function share(accountId: AccountId, percent: string) {
  return { accountId, seats: null, percent: percent as DecimalString };
}

async function bill(world: BillingWorld, through: string): Promise<void> {
  const wanted = { sellerId: SELLER, through: civilDate(through), finalise: true };
  const started = await startRun(world.deps, wanted, world.by());
  if (started.outcome === 'rejected' && started.rejection.code !== 'NOTHING_DUE') {
    throw new Error(started.rejection.message);
  }
  await world.work();
}

function documents({ world, names }: Awaited<ReturnType<typeof sharing>>): string[] {
  return world
    .register()
    .map(({ documentType, accountId, billToAccountId, subtotal }) => {
      const to = accountId === billToAccountId ? '' : ` to ${names.get(billToAccountId)}`;
      return `${documentType} ${names.get(accountId)}${to} ${subtotal}`;
    })
    .sort();
}

describe('accounts that get documents of their own', () => {
  test('bear their part there; the rest stands on the invoice of the buyer', async () => {
    const shared = await sharing();
    await bill(shared.world, '2026-01-01');
    // 600.00: 30 % are 180.00, 20 % are 120.00, and 300.00 stay with Acme, beside its 180.00.
    expect(documents(shared)).toEqual(['invoice Acme 480.00', 'invoice North 180.00', 'invoice South 120.00']);
    await bill(shared.world, '2026-01-01');
    expect(documents(shared)).toHaveLength(3);
  });

  test('go to whoever pays for the account', async () => {
    const world = await billingWorld();
    const acme = await world.account('Acme');
    const north = await world.account('North', { parentAccountId: acme });
    const contractId = await world.contract({ account: acme });
    const split = { method: 'percentage', invoicing: 'each', shares: [share(north, '30')] } as const;
    await world.on(contractId, {
      kind: 'agreeSplit',
      effectiveOn: civilDate('2026-01-01'),
      split: { ...split, shares: [share(north, '30')] },
      reason: null,
    });
    const wanted = { accountId: north, billTo: { kind: 'parent' }, effectiveOn: null, reason: null } as const;
    const placed = { ...world.deps, finders: { accountCounts: async () => undefined } };
    await setBillTo(placed as never, wanted, world.by()); // no finder of its answer is looked at here
    await bill(world, '2026-01-01');
    const names = new Map([
      [acme as string, 'Acme'],
      [north as string, 'North'],
    ]);
    expect(documents({ world, contractId, names })).toEqual(['invoice Acme 420.00', 'invoice North to Acme 180.00']);
  });

  test('get what comes later and what is taken back, each on its own', async () => {
    const shared = await sharing();
    const { world, contractId } = shared;
    await bill(world, '2026-01-01');
    // 5 seats fewer from 15 Feb, 45 of 90 days: 150.00 come back, 30 % of them to North, 20 % to South.
    const adjust = { kind: 'adjustSeats', lineId: null, quantity: 5, reason: null } as const;
    await world.on(contractId, { ...adjust, effectiveOn: civilDate('2026-02-15') });
    await bill(world, '2026-02-15');
    expect(documents(shared)).toEqual([
      'credit_note Acme 75.00',
      'credit_note North 45.00',
      'credit_note South 30.00',
      'invoice Acme 480.00',
      'invoice North 180.00',
      'invoice South 120.00',
    ]);
    await bill(world, '2026-12-31');
    const state = await world.contractState(contractId);
    const total = (charges: readonly { readonly amount: string }[]) => sumDecimals(charges.map(({ amount }) => amount));
    expect(total(chargesInForce(state)).toFixed()).toBe(total(chargesOverTerm(state)).toFixed());
  });

  test('lose nothing when the worker falls before any one of its appends', async () => {
    for (let fatal = 1; ; fatal += 1) {
      const shared = await sharing();
      let count = 0;
      let hasFallen = false;
      shared.world.store.beforeAppend = () => {
        count += 1;
        if (count === fatal) {
          hasFallen = true;
          throw new Killed();
        }
      };
      const first = await Promise.allSettled([bill(shared.world, '2026-01-01')]);
      expect(first[0].status, `append ${fatal}`).toBe(hasFallen ? 'rejected' : 'fulfilled');
      shared.world.store.beforeAppend = undefined;
      await shared.world.work();
      await bill(shared.world, '2026-01-01');
      expect(documents(shared), `append ${fatal}`).toEqual([
        'invoice Acme 480.00',
        'invoice North 180.00',
        'invoice South 120.00',
      ]);
      if (!hasFallen) {
        expect(fatal).toBeGreaterThan(10); // a run makes that many appends
        return;
      }
    }
  });
});
