import { expect, it } from 'vitest';
import { derivedId } from '../../../src/application/derived-ids.ts';
import { submitOrder } from '../../../src/application/orders/ask-for-order.ts';
import { approveOrder } from '../../../src/application/orders/decide-order.ts';
import { registerOrder } from '../../../src/application/orders/register-order.ts';
import { NO_STREAM, type Provenance } from '../../../src/application/ports/event-store.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import type { ApiKeyId } from '../../../src/domain/kernel/ids.ts';
import { billingWorld, SELLER } from '../../support/billing-world.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';
import { ada, ben, cleo, registration } from '../../support/purchase-orders.ts';

it('is nobody’s whose key has asked, nor a key’s', async () => {
  const world = await billingWorld();
  const buyer = await world.account('Acme');
  const keyId = derivedId('key', 'robot') as ApiKeyId;
  const as = (actor: Provenance['actor']): Provenance => ({ ...world.by(), actor });
  await world.store.append(
    { category: 'apiKey', tenantId: world.tenantId, id: keyId },
    NO_STREAM,
    [
      {
        type: 'ApiKeyIssued',
        data: {
          keyId,
          name: 'Robot',
          prefix: 'robot1234567',
          hash: 'a'.repeat(64),
          roles: ['sales'],
          scopes: null,
          expiresAt: null,
          createdBy: ada,
          approval: null,
        },
      },
    ],
    world.by(),
  );
  const rule = {
    accountId: null,
    minAmount: null,
    currency: null,
    steps: [{ needs: 'any', approvers: [{ kind: 'role', role: 'approver' }] }],
  };
  const value = { rules: [rule], remindEveryDays: 3, expireAfterDays: 30 };
  const policy = { policy: 'orderApproval', before: [], after: [{ validFrom: '2026-01-01', value }], reason: 'x' };
  const stream = sellerStream(world.tenantId, SELLER);
  const last = await world.store.last(stream);
  await world.store.append(
    stream,
    last?.revision ?? NO_STREAM,
    [{ type: 'SellerPolicyChanged', data: policy }],
    world.by(),
  );

  const { orderId: _id, registeredBy: _by, responsible: _person, ...order } = registration();
  const robot = { kind: 'key', id: keyId } as const;
  const wanted = { ...order, sellerId: SELLER, accountId: buyer };
  const { state } = acceptedOutcome(await registerOrder(world.deps, wanted, as(robot)));
  expect(state).toMatchObject({ registeredBy: robot, responsible: ada });
  const on = { orderId: state.orderId, expectedRevision: undefined };
  acceptedOutcome(await submitOrder(world.deps, { ...on, changes: {}, reason: null }, as(ben)));
  const decide = (who: Provenance['actor']) =>
    approveOrder(world.deps, { ...on, roles: ['approver'], reason: null }, as(who));
  expect(rejectionOf(await decide(robot)).code).toBe('APPROVAL_BY_MACHINE');
  expect(rejectionOf(await decide(ada)).code).toBe('APPROVAL_OF_YOUR_OWN'); // her key wrote it down
  expect(rejectionOf(await decide(ben)).code).toBe('APPROVAL_OF_YOUR_OWN'); // he submitted it
  expect(acceptedOutcome(await decide(cleo)).state.status).toBe('open');
});
