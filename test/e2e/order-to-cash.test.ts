import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { type StackClient, stackClient } from '../support/stack-client.ts';

/** The sweeper looks again every ten seconds. */
const PATIENCE_MS = 45_000;

/**
 * From the order to the money, through the whole program, by HTTP only. The tests tell one story, in order. 10 seats at 20.00
 * a month are 600.00 a quarter, 714.00 with 19 %.
 */
describe('order to cash', () => {
  let stack: Stack;
  let client: StackClient;
  let parent: string;
  let account: string;
  let invoice: { id: string; status: string };
  let order: { id: string };

  beforeAll(async () => {
    stack = await startStack({ workers: 1 });
    client = stackClient(stack);
    const company = { accountType: 'enterprise', currency: 'EUR', billingCountry: 'DE' };
    parent = (await client.post('/api/accounts', { ...company, accountName: 'Helios Group' })).id;
    const below = { ...company, accountName: 'Helios Berlin', parentAccountId: parent };
    account = (await client.post('/api/accounts', below)).id;
  });
  afterAll(() => stack?.remove());
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') {
      process.stderr.write(stack.log().slice(-8_000));
    }
  });

  const sign = async (accountId: string, contractNumber: string, seatCount: number): Promise<string> =>
    (
      await client.post('/api/contracts', {
        accountId,
        contractNumber,
        seatCount,
        seatPrice: '20.00',
        currency: 'EUR',
        billingFrequency: 'quarterly',
        startDate: '2026-01-01',
        endDate: '2026-12-31',
        status: 'active',
      })
    ).id;

  /** Asks again until the record is so; answers it. */
  async function until<Found>(path: string, isSo: (record: Found) => boolean): Promise<Found> {
    for (const deadline = Date.now() + PATIENCE_MS; ; await delay(250)) {
      const record = await client.get(path);
      if (isSo(record) || Date.now() > deadline) {
        return record;
      }
    }
  }

  const balances = async (): Promise<Record<string, string>> => {
    const { balanced, currencies } = await client.get('/api/ledger/trial-balance');
    expect(balanced).toBe(true);
    const [euro] = currencies;
    return Object.fromEntries(
      euro.accounts.map((one: { accountCode: string; balance: string }) => [one.accountCode, one.balance]),
    );
  };

  test('a buyer that is billed on orders only waits for one', async () => {
    await client.post(`/api/accounts/${account}/set-order-policy`, {
      requiresPurchaseOrder: true,
      effectiveOn: '2026-01-01',
    });
    const contractId = await sign(account, 'C-1', 10);
    invoice = await client.post('/api/billing/generate', { contractId, periodEnd: '2026-01-01' });
    expect(invoice).toMatchObject({
      status: 'held',
      invoiceNumber: null,
      holdReasons: [{ kind: 'order', code: expect.stringMatching(/^PURCHASE_ORDER/) }],
    });
    const held = await client.all('/api/invoices?status[eq]=held');
    expect(held.map(({ id }) => id)).toEqual([invoice.id]);
  });

  test('when an order is registered the invoice goes out by itself, on that order', async () => {
    order = await client.post('/api/purchase-orders', {
      accountId: account,
      orderNumber: '4500012345',
      amount: '1000.00',
      currency: 'EUR',
      validFrom: '2026-01-01',
    });
    await client.post(`/api/purchase-orders/${order.id}/submit`, {});
    const sent = await until<{ status: string }>(`/api/invoices/${invoice.id}`, ({ status }) => status === 'sent');
    expect(sent).toMatchObject({
      invoiceNumber: expect.stringMatching(/^INV-\d{4}-000001$/),
      purchaseOrderNumber: '4500012345',
      total: '714.00',
      holdReasons: [],
    });
    expect(await client.get(`/api/purchase-orders/${order.id}`)).toMatchObject({ remaining: '400.00' });
  });

  test('a payment settles it', async () => {
    const payment = await client.post('/api/payments', {
      accountId: account,
      amount: '800.00',
      currency: 'EUR',
      method: 'bank_transfer',
      reference: 'statement 17/4',
      allocations: [{ invoiceId: invoice.id, amount: '714.00' }],
    });
    expect(payment).toMatchObject({ unappliedAmount: '86.00', status: 'partially_applied' });
    expect(await client.get(`/api/invoices/${invoice.id}`)).toMatchObject({
      status: 'paid',
      paidAmount: '714.00',
      balanceDue: '0.00',
    });
    // Received 800.00: 714.00 have settled the receivable, 86.00 are the customer's.
    expect(await balances()).toMatchObject({ '1000': '800.00', '1100': '0.00', '2300': '-86.00' });
  });

  test('what was billed wrongly is made void, and the order has its amount again', async () => {
    const contractId = await sign(account, 'C-2', 5); // 300.00 net, 357.00 gross: the order has 400.00 left
    const wrong = await client.post('/api/billing/generate', { contractId, periodEnd: '2026-01-01' });
    expect(wrong).toMatchObject({ status: expect.stringMatching(/sent|overdue/), total: '357.00' });
    expect(await client.get(`/api/purchase-orders/${order.id}`)).toMatchObject({ remaining: '100.00' });
    expect(await balances()).toMatchObject({ '1100': '357.00' });

    await client.post(`/api/invoices/${wrong.id}/void`, { reason: 'Ordered by nobody' });
    expect(await client.get(`/api/invoices/${wrong.id}`)).toMatchObject({
      status: 'void',
      invoiceNumber: expect.stringMatching(/-000002$/),
      balanceDue: '0.00',
    });
    expect(
      await until<{ remaining: string }>(`/api/purchase-orders/${order.id}`, ({ remaining }) => remaining === '400.00'),
    ).toMatchObject({
      remaining: '400.00',
    });
    expect(await balances()).toMatchObject({ '1100': '0.00' });

    // Its charges are due again: the next run bills them, with the next number.
    const again = await client.post('/api/billing/generate', { contractId, periodEnd: '2026-01-01' });
    expect(again).toMatchObject({ invoiceNumber: expect.stringMatching(/-000003$/), total: '357.00' });
  });

  test('a group is billed at once, each buyer on its own invoice, all of them on one summary', async () => {
    const sister = await client.post('/api/accounts', {
      accountName: 'Helios Wien',
      accountType: 'enterprise',
      currency: 'EUR',
      billingCountry: 'DE',
      parentAccountId: parent,
    });
    await sign(parent, 'C-3', 1); // 60.00
    await sign(sister.id, 'C-4', 2); // 120.00
    const summary = await client.post('/api/billing/consolidated', {
      parentAccountId: parent,
      periodEnd: '2026-01-01',
      includeChildren: true,
    });
    // 180.00 net, with 19 % 71.40 + 142.80
    expect(summary).toMatchObject({ kind: 'summary', total: '214.20', subsidiariesIncluded: 1 });
    const read = await client.get(`/api/invoice-summaries/${summary.id}`);
    expect(read).toMatchObject({
      balanceDue: '214.20',
      sections: [
        { accountName: 'Helios Group', subtotal: '60.00' },
        { accountName: 'Helios Wien', subtotal: '120.00' },
      ],
    });
    const [shown] = read.documents;
    expect(await client.get(`/api/invoices/${shown.invoiceId}`)).toMatchObject({ parentInvoiceId: summary.id });
  });

  test('a limit holds the next invoice until the last one is paid', async () => {
    const [sister] = await client.all('/api/accounts?accountName[eq]=Helios%20Wien');
    const [owed] = await client.all(`/api/invoices?accountId[eq]=${sister.id}`); // 142.80
    await client.patch(`/api/accounts/${sister.id}`, { creditLimit: '400.00' });
    await client.post(`/api/accounts/${sister.id}/set-credit-policy`, { policy: 'hold_invoices' });
    const contractId = await sign(sister.id, 'C-5', 5); // 357.00 gross: 99.80 too much
    const next = await client.post('/api/billing/generate', { contractId, periodEnd: '2026-01-01' });
    expect(next).toMatchObject({ status: 'held', holdReasons: [{ kind: 'credit', code: 'CREDIT_LIMIT_EXCEEDED' }] });

    await client.post('/api/payments', {
      accountId: sister.id,
      amount: '142.80',
      currency: 'EUR',
      method: 'bank_transfer',
      allocations: [{ invoiceId: owed.id }],
    });
    const sent = await until<{ status: string }>(`/api/invoices/${next.id}`, ({ status }) => status === 'sent');
    expect(sent).toMatchObject({ status: 'sent', total: '357.00' });
  });
});
