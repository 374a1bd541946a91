import { describe, expect, it } from 'vitest';
import type { UseCases } from '../../../src/api/dependencies.ts';
import { IDENTITY_ROUTES } from '../../../src/api/routes/identity/identity-routes.ts';
import { createIdentityUseCases } from '../../../src/identity/manage/use-cases.ts';
import { API_CONFIG, TENANT, testApp } from '../../support/api.ts';
import { aProvenance } from '../../support/controls/provenance.ts';
import { createMemoryEventStore } from '../../support/memory-event-store.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';

/** The routes as they answer with AUTH_MODE=none, or to a person who manages identities. */
async function appFor(who: 'the local user' | 'a person') {
  const eventStore = createMemoryEventStore();
  const identities = createIdentityUseCases(eventStore);
  const provision = { name: 'Acme', admins: [], fourEyes: true };
  acceptedOutcome(await identities.provisionTenant(provision, aProvenance({ commandId: TENANT, tenantId: TENANT })));
  const app = await testApp(
    {
      useCases: { identity: identities } as UseCases, // the routes of identities call no others
      ...(who === 'a person'
        ? {
            config: { ...API_CONFIG, authMode: 'required' },
            authenticate: async () => ({
              tenantId: TENANT,
              actor: { kind: 'user', id: 'oidc:ada' },
              permissions: new Set(['identity.manage' as const]),
              roles: ['admin' as const],
            }),
          }
        : {}),
    },
    IDENTITY_ROUTES,
  );
  return { app, eventStore };
}

const key = { method: 'POST', url: '/api/identity/keys', payload: { name: 'Shop', roles: ['sales'] } } as const;

describe('a key with a part in the business', () => {
  it('is issued to the local user where nobody is asked who they are, and the event says so', async () => {
    const { app, eventStore } = await appFor('the local user');
    const answer = await app.inject(key);
    expect([answer.statusCode, answer.json().data.status]).toEqual([201, 'active']);
    expect(eventStore.log().at(-1)?.event).toMatchObject({
      type: 'ApiKeyIssued',
      data: { createdBy: { kind: 'anonymous', id: 'local' }, approval: null },
    });
  });

  it('is only asked for by a person, who is told where the request stands', async () => {
    const { app, eventStore } = await appFor('a person');
    const answer = await app.inject(key);
    const { id, status } = answer.json().data;
    expect([answer.statusCode, status, answer.headers.location]).toEqual([202, 'open', `/api/identity/requests/${id}`]);
    expect(eventStore.log().map(({ event }) => event.type)).toEqual(['TenantProvisioned', 'GrantRequested']);
    const approve = {
      method: 'POST',
      url: `/api/identity/requests/${id}/approve`,
      payload: { reason: 'Yes' },
    } as const;
    expect((await app.inject(approve)).json().error).toMatchObject({ statusCode: 403, code: 'APPROVAL_OF_YOUR_OWN' });
  });
});

describe('four eyes', () => {
  it('are not given up by the local user alone, nor approved by them', async () => {
    const { app } = await appFor('the local user');
    const off = { on: false, reason: 'I am alone' };
    const asked = await app.inject({ method: 'POST', url: '/api/tenant/change-four-eyes', payload: off });
    expect(asked.statusCode).toBe(202);
    const url = `/api/identity/requests/${asked.json().data.id}/approve`;
    const answer = await app.inject({ method: 'POST', url, payload: { reason: 'Yes' } });
    expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'APPROVAL_BY_MACHINE']);
  });
});
