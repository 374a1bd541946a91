import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { sweepCredit } from '../../../src/application/credit/sweep-credit.ts';
import { recordPayment } from '../../../src/application/payments/record-payment.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { createCreditFinders } from '../../../src/projections/billing/credit-finders.ts';
import { createPaymentFinders } from '../../../src/projections/billing/payment-finders.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { SELLER } from '../../support/billing-world.ts';
import { amount, currency } from '../../support/controls/accounts.ts';
import { type CreditWorld, creditWorld, usesOf } from '../../support/credit-world.ts';

let tables: BillingDatabase;
let world: CreditWorld;
let folded = 0;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());
beforeEach(async () => {
  await tables.empty();
  world = await creditWorld();
  folded = 0;
});

async function catchUp(): Promise<void> {
  const log = world.store.log();
  await tables.project(log.slice(folded));
  folded = log.length;
}

/** As the worker does it, a few minutes later. */
async function sweep(): Promise<void> {
  world.clock.set(new Date(Date.parse(world.clock.now()) + 5 * 60_000).toISOString());
  await catchUp();
  const finders = createCreditFinders(tables.database.pool('worker'));
  const reportFault = (error: unknown) => {
    throw error;
  };
  await sweepCredit({ eventStore: world.store, finders, clock: world.clock, reportFault });
  await catchUp();
}

/** One invoice of 714.00, issued on 1 January and due on 31 January. */
async function invoiced(accountId: AccountId): Promise<InvoiceId> {
  await world.contract({ account: accountId });
  await startRun(world.deps, { sellerId: SELLER, through: civilDate('2026-01-01'), finalise: true }, world.by());
  await world.work();
  const found = world.store.log().findLast(({ event }) => event.type === 'InvoiceFinalised');
  return found?.stream.id as InvoiceId; // it was just finalised
}

async function pay(accountId: AccountId, sum: string): Promise<void> {
  await catchUp();
  const finders = createPaymentFinders(tables.database.pool('worker'));
  const { reportFault } = world.deps;
  // Nothing is freed at once: the sweeper has to see it.
  const freeCredit = async () => undefined;
  const deps = { eventStore: world.store, clock: world.clock, finders, freeCredit, reportFault };
  const input = {
    sellerId: SELLER,
    accountId,
    amount: amount(sum),
    currency: currency('EUR'),
    method: 'bank_transfer',
    reference: null,
    receivedOn: null,
    note: null,
    allocations: { by: 'oldest_due' },
  } as const;
  const outcome = await recordPayment(deps, input, world.by());
  if (outcome.outcome === 'rejected') throw new Error(outcome.rejection.message);
}

async function state(accountId: AccountId) {
  const rows = await tables.rows<{ credit_hold: boolean; reason: string | null }>(
    `SELECT credit_hold, hold ->> 'reason' AS reason FROM directory.accounts WHERE id = $1`,
    [accountId],
  );
  return rows[0];
}

describe('a limit', () => {
  it('that is set on an account that owes already begins with what is open', async () => {
    const top = await world.account('Group');
    const acme = await world.account('Acme', { parentAccountId: top });
    await invoiced(acme);
    await sweep();
    expect(world.used(acme)).toBe('no line');
    await world.onAccount(acme, {
      kind: 'change',
      changes: { creditLimit: amount('1000') },
      changedOn: world.today(),
      reason: null,
    });
    await world.policy(top, { groupCreditLimit: amount('2000') });
    await sweep();
    expect([world.used(acme), world.used(top, 'group')]).toEqual(['714.00', '714.00']);
  });

  it('follows the account when it is changed or taken away', async () => {
    const acme = await world.account('Acme', { creditLimit: amount('1000') });
    await invoiced(acme);
    await sweep();
    const to = async (limit: string | null) => {
      const changes = { creditLimit: limit === null ? null : amount(limit) };
      await world.onAccount(acme, { kind: 'change', changes, changedOn: world.today(), reason: null });
      await sweep();
      return world.line(acme)?.terms.limit;
    };
    expect(await to('700')).toBe('700.00');
    expect(await to(null)).toBeNull();
    expect(await to('5000')).toBe('5000.00');
    expect(world.used(acme)).toBe('714.00');
  });
});

describe('a use', () => {
  it('of a document that came to nothing is given back', async () => {
    const acme = await world.account('Acme', { creditLimit: amount('1000') });
    await invoiced(acme); // so that somebody is billed here
    usesOf(await world.reserve(acme, 'never finalised', '100'));
    expect(world.used(acme)).toBe('814.00');
    await sweep();
    expect(world.used(acme)).toBe('714.00');
  });

  it('shrinks with what is paid, and grows where a debt was not counted', async () => {
    const acme = await world.account('Acme', { creditLimit: amount('1000') });
    await world.reserve(acme, 'first', '10'); // the line is there before the debt
    await invoiced(acme);
    await sweep();
    expect(world.used(acme)).toBe('714.00');
    await pay(acme, '214');
    await sweep();
    expect(world.used(acme)).toBe('500.00');
    const before = world.store.log().length;
    await sweep();
    expect(world.store.log().length).toBe(before);
  });
});

describe('an account whose documents are overdue', () => {
  const policy = { policy: 'hold_invoices', automaticHold: { overdueDays: 30, overdueAmount: amount('500') } } as const;

  it('is held by days and amount, and released when it has paid', async () => {
    const acme = await world.account('Acme');
    await world.policy(acme, policy);
    await invoiced(acme); // due on 31 January: overdue by 30 days on 2 March
    world.clock.set('2026-03-01T12:00:00.000Z');
    await sweep();
    expect(await state(acme)).toMatchObject({ credit_hold: false });
    world.clock.set('2026-03-02T12:00:00.000Z');
    await sweep();
    expect(await state(acme)).toEqual({ credit_hold: true, reason: '714.00 EUR overdue by 30 days or more' });
    expect(await world.reserve(acme, 'next', '10')).toMatchObject({ outcome: 'hold', code: 'ACCOUNT_ON_HOLD' });
    await pay(acme, '214'); // 500.00 are left: still as much as the policy says
    await sweep();
    expect(await state(acme)).toMatchObject({ credit_hold: true });
    await pay(acme, '0.01');
    await sweep();
    expect(await state(acme)).toMatchObject({ credit_hold: false });
  });

  it('that a person has released is left alone for two weeks, and a hold by hand for ever', async () => {
    const acme = await world.account('Acme');
    await world.policy(acme, policy);
    await invoiced(acme);
    world.clock.set('2026-03-02T12:00:00.000Z');
    await sweep();
    const on = world.today();
    await world.onAccount(acme, {
      kind: 'releaseCredit',
      reason: 'Called',
      on,
      role: 'finance',
      automaticAgainOn: null,
    });
    await sweep();
    expect(await state(acme)).toMatchObject({ credit_hold: false });
    world.clock.set('2026-03-16T12:00:00.000Z');
    await sweep();
    expect(await state(acme)).toMatchObject({ credit_hold: true });
    await world.onAccount(acme, { kind: 'holdCredit', reason: 'By hand', on, role: 'finance' });
    await pay(acme, '714');
    await sweep();
    expect(await state(acme)).toEqual({ credit_hold: true, reason: 'By hand' });
  });
});
