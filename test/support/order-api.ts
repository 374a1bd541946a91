import type { ApiDependencies } from '../../src/api/dependencies.ts';
import { ORDER_ROUTES } from '../../src/api/routes/purchase-orders/routes.ts';
import { execute } from '../../src/application/execute.ts';
import { createOrderUseCases } from '../../src/application/orders/use-cases.ts';
import { sellerStream } from '../../src/application/streams.ts';
import { civilDate } from '../../src/domain/kernel/calendar.ts';
import type { OrderApproval } from '../../src/domain/purchase-order/chain.ts';
import { seller } from '../../src/domain/seller/seller.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { ROLE_PERMISSIONS, type Role } from '../../src/identity/permissions.ts';
import { API_CONFIG, testApp } from './api.ts';
import type { BillingDatabase } from './billing-database.ts';
import { type BillingWorld, SELLER } from './billing-world.ts';

/** Who may come: Ada sells, Ben and Cleo approve, Dora does both by her own word, a key is a key. */
const PEOPLE: Readonly<Record<string, { readonly kind: 'user' | 'key'; readonly roles: readonly Role[] }>> = {
  ada: { kind: 'user', roles: ['sales'] },
  ben: { kind: 'user', roles: ['finance', 'approver'] },
  cleo: { kind: 'user', roles: ['approver'] },
  dora: { kind: 'user', roles: ['approver'] },
  robot: { kind: 'key', roles: ['sales', 'approver'] },
  auditor: { kind: 'user', roles: ['auditor'] },
};

/** Answers are read freely: their schemas are checked where they are made. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it looks for
type Body = any;

export interface OrderApi {
  as(
    who: keyof typeof PEOPLE & string,
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    payload?: object,
  ): Promise<{ status: number; body: Body }>;
  /** The seller's chain from the first of January on. */
  chain(value: OrderApproval): Promise<void>;
}

/** The routes of orders over real tables; only the log is in memory. */
export async function orderApi(world: BillingWorld, tables: BillingDatabase): Promise<OrderApi> {
  let folded = 0;
  const catchUp = async () => {
    const log = world.store.log();
    await tables.project(log.slice(folded));
    folded = log.length;
    return true;
  };
  const app = await testApp(
    {
      config: { ...API_CONFIG, authMode: 'required', defaultTenantId: world.tenantId },
      clock: world.clock,
      pool: tables.database.pool('api'),
      progress: { waitFor: catchUp, lag: async () => [] },
      authenticate: async ({ authorization = '' }): Promise<Identity | null> => {
        const name = authorization.replace('Bearer ', '');
        const person = PEOPLE[name];
        return person === undefined
          ? null
          : {
              tenantId: world.tenantId,
              actor: { kind: person.kind, id: `oidc:${name}` },
              roles: person.roles,
              permissions: new Set(person.roles.flatMap((role) => ROLE_PERMISSIONS[role])),
            };
      },
      useCases: { orders: createOrderUseCases(world.deps) } as unknown as ApiDependencies['useCases'], // no others here
    },
    ORDER_ROUTES,
  );
  return {
    async as(who, method, url, payload) {
      const headers = { authorization: `Bearer ${who}` };
      const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
    },
    async chain(value) {
      const policies = { orderApproval: [{ validFrom: civilDate('2026-01-01'), value }] };
      const command = {
        kind: 'change',
        changes: { policies },
        reason: 'Four eyes',
        numbered: { invoice: [], credit_note: [] },
      } as const;
      const outcome = await execute(world.store, seller, sellerStream(world.tenantId, SELLER), command, world.by());
      if (outcome.outcome === 'rejected') {
        throw new Error(outcome.rejection.message);
      }
    },
  };
}
