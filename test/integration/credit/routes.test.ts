import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { type BillingApi, billingApi } from '../../support/billing-api.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { amount } from '../../support/controls/accounts.ts';
import { type CreditWorld, creditWorld } from '../../support/credit-world.ts';

let tables: BillingDatabase;
let world: CreditWorld;
let api: BillingApi;
let top: AccountId;
let acme: AccountId;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());
beforeEach(async () => {
  await tables.empty();
  world = await creditWorld();
  api = await billingApi(world, tables);
  top = await world.account('Group');
  acme = await world.account('Acme', { parentAccountId: top, creditLimit: amount('1000') });
});

const credit = async (id = acme) => (await api.call('GET', `/api/accounts/${id}/credit`)).body.data;
const verb = (name: string, body: object, id = acme) => api.call('POST', `/api/accounts/${id}/${name}`, body);

describe('GET /api/accounts/:id/credit', () => {
  it('shows what counts against which limit, before any document asks for credit', async () => {
    // 714.00 from the invoice of the quarter in advance, and half of February in arrears: see below
    const contractId = await world.contract({ account: acme });
    await api.call('POST', '/api/billing/generate', { contractId });
    await world.contract({ account: acme, billingInAdvance: false });
    world.clock.set('2026-02-15T09:00:00.000Z');
    await verb('set-credit-policy', { policy: 'warn', groupCreditLimit: '900' }, top);
    expect(await credit()).toEqual({
      accountId: acme,
      currency: 'EUR',
      policy: 'hold_new_business',
      groupCreditLimit: null,
      automaticHold: null,
      upcoming: [],
      onHold: false,
      hold: null,
      limits: [
        {
          accountId: acme,
          accountName: 'Acme',
          scope: 'own',
          currency: 'EUR',
          policy: 'hold_new_business',
          limit: '1000.00',
          receivable: '714.00',
          reserved: '0.00',
          unbilled: '364.94', // 46 of 90 days of 600.00: 306.67, and 19 % tax
          used: '1078.94',
          available: '0.00',
          isExceeded: true,
        },
        {
          accountId: top,
          accountName: 'Group',
          scope: 'group',
          currency: 'EUR',
          policy: 'warn',
          limit: '900.00',
          receivable: '714.00',
          reserved: '0.00',
          unbilled: '364.94',
          used: '1078.94',
          available: '0.00',
          isExceeded: true,
        },
      ],
      stops: ['new_business'],
      releasedBy: [
        'The limit of Acme suffices again when 78.94 EUR are paid or credited, or when it is 1078.94 EUR.',
        'The limit of Group with the accounts below it suffices again when 178.94 EUR are paid or credited, or when it is 1078.94 EUR.',
      ],
    });
  });

  it('tells what is on its way from what is owed, and lists both', async () => {
    const contractId = await world.contract({ account: acme });
    const invoice = (await api.call('POST', '/api/billing/generate', { contractId })).body.data;
    await world.reserve(acme, 'on its way', '100');
    await api.catchUp();
    expect((await credit()).limits).toMatchObject([{ receivable: '714.00', reserved: '100.00', available: '186.00' }]);
    const uses = (await api.call('GET', `/api/accounts/${acme}/credit/uses?sort=-usedAt`)).body;
    expect(uses.paging.total).toBe(2);
    expect(uses.data).toContainEqual(
      expect.objectContaining({ invoiceId: invoice.id, invoiceNumber: invoice.invoiceNumber, amount: '714.00' }),
    );
  });

  it('is not there for an account that is not', async () => {
    expect((await api.call('GET', '/api/accounts/0190a000-0000-7000-8000-0000000000aa/credit')).status).toBe(404);
  });
});

describe('holds', () => {
  it('are set and released by hand, with reasons, and listed with what would release them', async () => {
    expect((await verb('credit/hold', { reason: 'Cheque bounced' })).body.data).toMatchObject({ creditHold: true });
    expect(await credit()).toMatchObject({
      onHold: true,
      hold: { isAutomatic: false, reason: 'Cheque bounced', since: '2026-01-01' },
      stops: ['new_business'],
      releasedBy: ['The hold of Acme ends when somebody who may release credit holds releases it.'],
    });
    const { data } = (await api.call('GET', '/api/credit/holds')).body;
    expect(data).toMatchObject([{ accountId: acme, accountName: 'Acme', overdue: [], releasedBy: 'release' }]);
    const released = await verb('credit/release', { reason: 'Paid in cash', automaticAgainOn: '2026-06-01' });
    expect(released.body.data).toMatchObject({ creditHold: false });
    expect((await api.call('GET', '/api/credit/holds')).body.data).toEqual([]);
    const last = world.store.log().findLast(({ event }) => event.type === 'AccountCreditHoldChanged');
    expect(last?.event.data).toMatchObject({ reason: 'Paid in cash', automaticAgainOn: '2026-06-01' });
  });

  it('need a reason', async () => {
    expect((await verb('credit/hold', {})).status).toBe(400);
    expect((await verb('credit/release', { reason: ' ' })).status).toBe(400);
  });
});

describe('POST /api/accounts/:id/set-credit-policy', () => {
  it('holds from its day on', async () => {
    const automaticHold = { overdueDays: 30, overdueAmount: '500' };
    const later = await verb('set-credit-policy', {
      policy: 'hold_invoices',
      automaticHold,
      effectiveOn: '2026-03-01',
    });
    expect(later.status).toBe(200);
    expect(await credit()).toMatchObject({
      policy: 'hold_new_business',
      upcoming: [{ effectiveOn: '2026-03-01', policy: 'hold_invoices' }],
    });
    world.clock.set('2026-03-01T09:00:00.000Z');
    expect(await credit()).toMatchObject({
      policy: 'hold_invoices',
      automaticHold: { overdueDays: 30, overdueAmount: '500.00' },
      upcoming: [],
    });
  });

  it('refuses what cannot be', async () => {
    const code = async (body: object) => (await verb('set-credit-policy', body)).body.error.code;
    expect(await code({ policy: 'hold_invoices', effectiveOn: '2025-12-31' })).toBe('CREDIT_POLICY_BACKDATED');
    expect(await code({ policy: 'hold_invoices', groupCreditLimit: '0.001' })).toBe('CREDIT_LIMIT_INVALID');
    expect(await code({ policy: 'never' })).toBe('VALIDATION_FAILED');
  });
});
