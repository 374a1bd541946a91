import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SELLER_ID } from '../../../src/application/directory/provision-defaults.ts';
import { type DirectoryStack, directoryStack } from '../../support/directory-stack.ts';

let stack: DirectoryStack;
beforeAll(async () => {
  stack = await directoryStack();
});
afterAll(() => stack?.close());

async function call(method: InjectOptions['method'], url: string, body?: object) {
  const answer = await stack.app.inject({ method, url, ...(body === undefined ? {} : { payload: body }) });
  return { status: answer.statusCode, body: answer.json() };
}

describe('what an account says of orders', () => {
  it('is set with a day, and stands in its record', async () => {
    const { body: opened } = await call('POST', '/api/accounts', { accountName: 'Acme', accountType: 'smb' });
    const { id, orderPolicies } = opened.data;
    expect(orderPolicies).toEqual([]);
    const url = `/api/accounts/${id}/set-order-policy`;
    const shortfall = { kind: 'tolerance', percent: 2.5 };
    const answer = await call('POST', url, { requiresPurchaseOrder: true, shortfall, effectiveOn: '2026-06-01' });
    expect(answer).toMatchObject({ status: 200, body: { projected: true } });
    await call('POST', url, { requiresPurchaseOrder: true, effectiveOn: '2026-03-01', reason: 'Framework agreement' });
    expect((await call('GET', `/api/accounts/${id}`)).body.data.orderPolicies).toEqual([
      { effectiveOn: '2026-03-01', requiresPurchaseOrder: true, shortfall: { kind: 'hold' } },
      { effectiveOn: '2026-06-01', requiresPurchaseOrder: true, shortfall: { kind: 'tolerance', percent: '2.5' } },
    ]);
    const refused = await call('POST', url, {
      requiresPurchaseOrder: true,
      shortfall: { kind: 'tolerance', percent: 101 },
    });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'ORDER_POLICY_INVALID' } } });
  });
});

describe('who approves orders', () => {
  const url = `/api/sellers/${DEFAULT_SELLER_ID}`;
  const step = {
    needs: 'all',
    approvers: [
      { kind: 'role', role: 'finance' },
      { kind: 'user', id: 'oidc:cleo' },
    ],
  };
  const policies = (rule: object) => ({
    policies: {
      orderApproval: [
        {
          validFrom: '2026-01-01',
          value: { rules: [{ steps: [step], ...rule }], remindEveryDays: 3, expireAfterDays: 30 },
        },
      ],
    },
    reason: 'Signing rules of 2026',
  });

  it('is a policy of the seller', async () => {
    const answer = await call('PATCH', url, policies({ minAmount: 5000, currency: 'EUR' }));
    expect(answer).toMatchObject({ status: 200, body: { projected: true } });
    const { data } = (await call('GET', url)).body;
    expect(data.policies.orderApproval).toEqual([
      {
        validFrom: '2026-01-01',
        value: {
          rules: [{ accountId: null, minAmount: '5000', currency: 'EUR', steps: [step] }],
          remindEveryDays: 3,
          expireAfterDays: 30,
        },
      },
    ]);
  });

  it('names amount and currency together', async () => {
    const answer = await call('PATCH', url, policies({ minAmount: 5000 }));
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'POLICY_INVALID',
          details: { validationErrors: { 'policies.orderApproval.0.value': expect.any(String) } },
        },
      },
    });
  });
});
