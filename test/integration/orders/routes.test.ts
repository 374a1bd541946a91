import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawOrders } from '../../../src/application/orders/draw-orders.ts';
import { createOrderDeps } from '../../../src/application/orders/order-deps.ts';
import { sweepOrders } from '../../../src/application/orders/sweep-orders.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId, ContractId } from '../../../src/domain/kernel/ids.ts';
import type { OrderApproval } from '../../../src/domain/purchase-order/chain.ts';
import { createOrderFinders } from '../../../src/projections/billing/orders/finders.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { type OrderApi, orderApi } from '../../support/order-api.ts';
import { invoiceIdOf } from '../../support/order-world.ts';
import { amount } from '../../support/purchase-orders.ts';

let tables: BillingDatabase;
let world: BillingWorld;
let api: OrderApi;
let buyer: AccountId;
let contractId: ContractId;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());
beforeEach(async () => {
  await tables.empty();
  world = await billingWorld();
  buyer = await world.account('Acme');
  contractId = await world.contract({ account: buyer });
  api = await orderApi(world, tables);
});

const body = (changes: object = {}) => ({
  orderNumber: 'PO-4711',
  accountId: buyer,
  sellerId: SELLER,
  currency: 'EUR',
  amount: '10000',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  ...changes,
});

async function register(changes: object = {}): Promise<string> {
  const answer = await api.as('ada', 'POST', '/api/purchase-orders', body(changes));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.id;
}

const verb = (who: string, id: string, name: string, payload: object = {}) =>
  api.as(who, 'POST', `/api/purchase-orders/${id}/${name}`, payload);

async function accepted(who: string, id: string, name: string, payload: object = {}) {
  const answer = await verb(who, id, name, payload);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.data;
}

async function refused(who: string, id: string, name: string, payload: object = {}) {
  const { status, body } = await verb(who, id, name, payload);
  return `${status} ${body.error.code}`;
}

const inFull = async (id: string) => (await api.as('ada', 'GET', `/api/purchase-orders/${id}`)).body.data;
const waitingFor = async (who: string) =>
  (await api.as(who, 'GET', '/api/purchase-orders/approvals')).body.data.map((each: { id: string }) => each.id);

/** Finance, then both Cleo and somebody who approves, from 5,000 EUR on; nobody below. */
const CHAIN: OrderApproval = {
  rules: [
    {
      accountId: null,
      minAmount: amount('5000'),
      currency: 'EUR' as never, // checked by the policy's own schema when it is recorded
      steps: [
        { needs: 'any', approvers: [{ kind: 'role', role: 'finance' }] },
        {
          needs: 'all',
          approvers: [
            { kind: 'role', role: 'approver' },
            { kind: 'user', id: 'oidc:cleo' },
          ],
        },
      ],
    },
  ],
  remindEveryDays: 3,
  expireAfterDays: 30,
};

describe('registering an order', () => {
  it('makes a draft; the same form again is the same order, another one under its number is refused', async () => {
    const id = await register();
    expect(await inFull(id)).toMatchObject({
      status: 'draft',
      amount: '10000.00',
      used: '0.00',
      remaining: '10000.00',
      contractIds: [],
      request: null,
      draws: [],
    });
    expect(await register({ amount: '10000.00' })).toBe(id);
    const other = await api.as('ada', 'POST', '/api/purchase-orders', body({ amount: '9000' }));
    expect([other.status, other.body.error.code]).toEqual([409, 'PURCHASE_ORDER_NUMBER_TAKEN']);
  });

  it('is for contracts of its buyer, seller and currency', async () => {
    const foreign = await world.contract({ account: await world.account('Borealis') });
    const answer = await api.as('ada', 'POST', '/api/purchase-orders', body({ contractIds: [foreign] }));
    expect(answer.body.error).toMatchObject({ code: 'PURCHASE_ORDER_CONTRACT_FOREIGN', statusCode: 409 });
    const id = await register({ contractIds: [contractId] });
    expect(await inFull(id)).toMatchObject({ contractIds: [contractId] });
  });

  it('is for those who may', async () => {
    expect((await api.as('auditor', 'POST', '/api/purchase-orders', body())).status).toBe(403);
    expect((await api.as('auditor', 'GET', '/api/purchase-orders')).status).toBe(200);
    expect((await api.as('ada', 'GET', '/api/purchase-orders/approvals')).status).toBe(403);
  });

  it('frees the number when the order is closed', async () => {
    const id = await register();
    await accepted('ada', id, 'close', { reason: 'Sent twice' });
    const next = await register({ amount: '9000' });
    expect(next).not.toBe(id);
    const { body: found } = await api.as('ada', 'GET', '/api/purchase-orders?status[eq]=closed');
    expect(found.data.map((each: { id: string }) => each.id)).toEqual([id]);
  });
});

describe('the approval of an order', () => {
  it('is nobody’s business below the amount', async () => {
    await api.chain(CHAIN);
    const id = await register({ amount: '4999.99' });
    expect(await accepted('ada', id, 'submit')).toMatchObject({ status: 'open' });
  });

  it('goes through the chain, each step by another person', async () => {
    await api.chain(CHAIN);
    const id = await register();
    expect(await accepted('ada', id, 'submit', { reason: 'Seats' })).toMatchObject({
      status: 'pending',
      request: { number: 1, nextStep: 1, expiresOn: '2026-01-31' },
    });
    expect(await waitingFor('ben')).toEqual([id]);
    expect(await waitingFor('cleo')).toEqual([]);
    expect(await refused('cleo', id, 'approve')).toBe('409 APPROVAL_ROLE_MISSING');
    expect(await refused('robot', id, 'approve')).toBe('403 APPROVAL_BY_MACHINE');
    expect(await accepted('ben', id, 'approve')).toMatchObject({ status: 'pending', request: { nextStep: 2 } });
    // Ben has a role of the second step, too, and has decided in the first.
    expect(await waitingFor('ben')).toEqual([]);
    expect(await waitingFor('cleo')).toEqual([id]);
    await accepted('cleo', id, 'delegate', { to: 'oidc:dora', reason: 'On leave' });
    expect(await waitingFor('dora')).toEqual([id]);
    await accepted('cleo', id, 'approve'); // by her role, which is another place
    expect(await accepted('dora', id, 'approve')).toMatchObject({ status: 'open', request: { status: 'approved' } });
    expect(await waitingFor('dora')).toEqual([]);
    const { history } = await inFull(id);
    expect(
      history.map(({ kind, by }: { kind: string; by: { id: string } | null }) => `${kind} ${by?.id ?? ''}`),
    ).toEqual([
      'requested oidc:ada',
      'step_approved oidc:ben',
      'delegated oidc:cleo',
      'step_approved oidc:cleo',
      'step_approved oidc:dora',
      'approved ',
    ]);
  });

  it('is refused to whoever asks, whatever roles they have', async () => {
    await api.chain({
      ...CHAIN,
      rules: [{ ...CHAIN.rules[0]!, steps: [{ needs: 'any', approvers: [{ kind: 'role', role: 'sales' }] }] }],
    }); // the one rule above
    const id = await register();
    await accepted('ada', id, 'submit');
    expect(await waitingFor('robot')).toEqual([id]);
    expect((await verb('ada', id, 'approve')).status).toBe(403);
    expect(await refused('robot', id, 'approve')).toBe('403 APPROVAL_BY_MACHINE');
  });

  it('can be refused with a reason, and asked for again with less', async () => {
    await api.chain(CHAIN);
    const id = await register();
    await accepted('ada', id, 'submit');
    expect((await verb('ben', id, 'reject', {})).status).toBe(400);
    await accepted('ben', id, 'reject', { reason: 'Too much' });
    expect(await accepted('ada', id, 'resubmit', { amount: '6000', reason: 'Less' })).toMatchObject({
      status: 'pending',
      amount: '6000.00',
      request: { number: 2, amount: '6000.00' },
    });
  });

  it('is reminded of and ends by itself', async () => {
    await api.chain(CHAIN);
    const id = await register();
    await accepted('ada', id, 'submit');
    const orderFinders = createOrderFinders(tables.database.pool('worker'));
    const sweep = async (day: string) => {
      world.clock.set(`${day}T09:00:00.000Z`);
      await sweepOrders({ ...world.deps, orderFinders });
      await inFull(id); // nothing is folded by reading
      await api.as('ada', 'PATCH', `/api/purchase-orders/${id}`, { description: `Seen on ${day}` });
      return (await inFull(id)).history.map(({ kind }: { kind: string }) => kind);
    };
    expect(await sweep('2026-01-03')).toEqual(['requested']);
    expect(await sweep('2026-01-04')).toEqual(['requested', 'reminded']);
    expect(await sweep('2026-01-04')).toEqual(['requested', 'reminded']);
    expect(await sweep('2026-01-31')).toEqual(['requested', 'reminded', 'expired']);
    expect(await inFull(id)).toMatchObject({ status: 'expired' });
    expect(await refused('ben', id, 'approve')).toBe('409 APPROVAL_NOT_PENDING');
    expect(await accepted('ada', id, 'resubmit', { reason: 'Still wanted' })).toMatchObject({ status: 'pending' });
  });
});

describe('an open order', () => {
  const draw = async (n: number, net: string, on = '2026-04-01') => {
    const finders = createOrderFinders(tables.database.pool('worker'));
    const account = async () => ({
      orderPolicies: [
        { effectiveOn: civilDate('2026-01-01'), requiresPurchaseOrder: true, shortfall: { kind: 'hold' } as const },
      ],
    });
    const deps = createOrderDeps({ eventStore: world.store, finders, account });
    const demand = {
      invoiceId: invoiceIdOf(n),
      sellerId: SELLER,
      accountId: buyer,
      contractIds: [contractId],
      purchaseOrderNumber: null,
      currency: 'EUR',
      net: amount(net),
      on: civilDate(on),
    };
    return drawOrders(deps, demand, world.by(invoiceIdOf(n)));
  };

  it('keeps its terms until an amendment is approved', async () => {
    const id = await register({ amount: '4000' });
    await accepted('ada', id, 'submit');
    await api.chain(CHAIN);
    expect(await accepted('ada', id, 'amend', { amount: '9000', reason: 'More seats' })).toMatchObject({
      amount: '4000.00',
      status: 'open',
      request: { kind: 'amendment', status: 'pending', amount: '9000.00' },
    });
    expect(await draw(1, '4000.01')).toMatchObject({ outcome: 'hold', code: 'PURCHASE_ORDER_EXHAUSTED' });
    await accepted('ben', id, 'approve');
    await accepted('cleo', id, 'approve');
    expect(await accepted('dora', id, 'approve')).toMatchObject({ amount: '9000.00', request: { status: 'approved' } });
    expect(await draw(1, '4000.01')).toMatchObject({ outcome: 'drawn' });
  });

  it('shows what documents have drawn, warnings, and what is left', async () => {
    const id = await register();
    await accepted('ada', id, 'submit');
    await draw(1, '3000');
    await draw(2, '5000');
    await accepted('ada', id, 'amend', { validUntil: '2027-06-30', reason: 'Goes on' });
    const found = await inFull(id);
    expect(found).toMatchObject({
      used: '8000.00',
      remaining: '2000.00',
      validUntil: '2027-06-30',
      warnings: ['four_fifths_used'],
    });
    expect(found.draws).toHaveLength(2);
    const { body: listed } = await api.as('ada', 'GET', `/api/purchase-orders/${id}/draws?amount[gt]=4000`);
    expect(listed.data).toMatchObject([{ invoiceId: invoiceIdOf(2), amount: '5000.00', status: 'drawn' }]);
    const { body: some } = await api.as('ada', 'GET', '/api/purchase-orders?remaining[lt]=2000.01&sort=orderNumber');
    expect(some.data).toHaveLength(1);
  });

  it('is found again when it was drawn on by a document that came to nothing', async () => {
    const id = await register();
    await accepted('ada', id, 'submit');
    await draw(1, '3000');
    await accepted('ada', id, 'amend', { validUntil: '2027-06-30', reason: 'Goes on' });
    const orderFinders = createOrderFinders(tables.database.pool('worker'));
    await sweepOrders({ ...world.deps, orderFinders });
    await accepted('ada', id, 'amend', { validUntil: '2027-07-31', reason: 'Goes on' });
    expect(await inFull(id)).toMatchObject({ used: '3000.00' }); // somebody may be at it
    world.clock.set('2026-01-01T09:11:00.000Z');
    await sweepOrders({ ...world.deps, orderFinders });
    await accepted('ada', id, 'amend', { validUntil: '2027-08-31', reason: 'Goes on' });
    expect(await inFull(id)).toMatchObject({ used: '0.00', draws: [{ status: 'released', remaining: '0.00' }] });
  });

  it('has the same rows however the log is cut', async () => {
    await api.chain(CHAIN);
    const id = await register();
    await accepted('ada', id, 'submit');
    await accepted('ben', id, 'approve');
    await accepted('cleo', id, 'delegate', { to: 'oidc:dora', reason: 'On leave' });
    await accepted('cleo', id, 'approve');
    await accepted('dora', id, 'approve');
    await draw(1, '8500');
    await draw(1, '1200.50');
    await accepted('ada', id, 'close', { reason: 'Done' });
    const live = await tables.digest();
    for (const size of [1, 3, 5_000]) {
      await tables.empty();
      await tables.project(world.store.log(), size);
      expect(await tables.digest()).toEqual(live);
    }
  });
});
