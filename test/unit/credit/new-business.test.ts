import { describe, expect, it } from 'vitest';
import { amendContract } from '../../../src/application/contracts/amend-contract.ts';
import type { Amendment } from '../../../src/application/contracts/amendment.ts';
import { renewAutomatically } from '../../../src/application/contracts/renew-automatically.ts';
import { newBusinessTest } from '../../../src/application/credit/new-business.ts';
import type { AccountId, ContractId } from '../../../src/domain/kernel/ids.ts';
import { amount } from '../../support/controls/accounts.ts';
import { type CreditWorld, creditWorld } from '../../support/credit-world.ts';

const rejection = async (world: CreditWorld, accountId: AccountId) =>
  newBusinessTest({ eventStore: world.store, finders: world.deps.finders })(world.tenantId, accountId, world.today());

const amend = async (world: CreditWorld, contractId: ContractId, amendment: Amendment) => {
  const { eventStore, clock, finders } = world.deps;
  const deps = { eventStore, clock, newBusiness: newBusinessTest({ eventStore, finders }) };
  const outcome = await amendContract(deps, { contractId, amendment, expectedRevision: undefined }, world.by());
  return outcome.outcome === 'accepted' ? 'accepted' : outcome.rejection.code;
};

const seats = (quantity: number) =>
  ({ kind: 'adjustSeats', lineId: null, quantity, effectiveOn: null, reason: null }) as const;
const renewal = {
  kind: 'renew',
  effectiveOn: null,
  endDate: null,
  contractValue: null,
  lines: [],
  reason: null,
} as const;

async function onHold(world: CreditWorld, accountId: AccountId): Promise<void> {
  const on = world.today();
  await world.onAccount(accountId, { kind: 'holdCredit', reason: 'Two cheques bounced', on, role: 'finance' });
}

describe('nothing new is sold', () => {
  it('to an account on hold, unless its policy is to warn', async () => {
    const world = await creditWorld();
    const acme = await world.account('Acme');
    expect(await rejection(world, acme)).toBeUndefined();
    await onHold(world, acme);
    expect(await rejection(world, acme)).toMatchObject({
      code: 'CREDIT_HOLD',
      message: expect.stringContaining('Two cheques bounced'),
    });
    await world.policy(acme, { policy: 'warn' });
    expect(await rejection(world, acme)).toBeUndefined();
  });

  it('below a group that is on hold, where the group answers for it with a limit', async () => {
    const world = await creditWorld();
    const top = await world.account('Group');
    const north = await world.account('North', { parentAccountId: top });
    await onHold(world, top);
    expect(await rejection(world, north)).toBeUndefined();
    await world.policy(top, { policy: 'hold_new_business', groupCreditLimit: amount('1000') });
    expect(await rejection(world, north)).toMatchObject({ code: 'CREDIT_HOLD' });
  });

  it('to an account over its limit, and what would release it is said in figures', async () => {
    const world = await creditWorld();
    const acme = await world.account('Acme', { creditLimit: amount('1000') });
    await world.reserve(acme, 'one', '1000');
    expect(await rejection(world, acme)).toBeUndefined();
    await world.reserve(acme, 'two', '190');
    expect(await rejection(world, acme)).toEqual({
      code: 'CREDIT_HOLD',
      message:
        'The credit limit of Acme is 1000.00 EUR, and 1190.00 EUR are owed or delivered. ' +
        'Nothing new is sold until 190.00 EUR are paid, or the limit is raised.',
    });
  });

  it('on what was delivered and is not billed yet, tax included', async () => {
    const world = await creditWorld('2026-02-15');
    const acme = await world.account('Acme', { creditLimit: amount('360') });
    // 10 seats at 20.00, quarterly in arrears: 600.00. By 15 February 46 of 90 days: 306.67 net, 364.94 with 19 %
    await world.contract({ account: acme, billingInAdvance: false });
    expect(await rejection(world, acme)).toMatchObject({ message: expect.stringContaining('364.94 EUR are owed') });
    await world.policy(acme, { policy: 'hold_invoices' });
    // 360 − 364.94: nothing is left for any document
    expect(await world.reserve(acme, 'one', '0.01')).toMatchObject({ outcome: 'hold' });
  });
});

describe('a contract of an account on hold', () => {
  it('takes no more seats and no renewal by hand; fewer seats, cancelling and renewing by itself go on', async () => {
    const world = await creditWorld('2026-12-31');
    const acme = await world.account('Acme');
    const contractId = await world.contract({ account: acme, autoRenew: true, renewalNoticeDays: 0 });
    await onHold(world, acme);
    expect(await amend(world, contractId, seats(11))).toBe('CREDIT_HOLD');
    expect(await amend(world, contractId, renewal)).toBe('CREDIT_HOLD');
    expect(await amend(world, contractId, { kind: 'extendTerm', endDate: '2027-06-30' as never, reason: null })).toBe(
      'CREDIT_HOLD',
    );
    expect(await amend(world, contractId, seats(9))).toBe('accepted');
    world.clock.set('2027-01-02T09:00:00.000Z');
    const { eventStore, clock } = world.deps;
    expect(await renewAutomatically({ eventStore, clock }, world.tenantId, contractId)).not.toBeNull();
  });

  it('is told what it could not do anyway before it is told of its debts', async () => {
    const world = await creditWorld('2026-12-31');
    const acme = await world.account('Acme');
    const contractId = await world.contract({ account: acme });
    await onHold(world, acme);
    const extend = { kind: 'extendTerm', endDate: '2026-06-30', reason: null } as never; // a day before the end of its term
    expect(await amend(world, contractId, extend)).not.toBe('CREDIT_HOLD');
  });
});
