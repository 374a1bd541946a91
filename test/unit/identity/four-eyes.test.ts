import { describe, expect, it } from 'vitest';
import { tenantStream } from '../../../src/application/streams.ts';
import type { GrantRequestId, TenantId } from '../../../src/domain/kernel/ids.ts';
import type { Principal } from '../../../src/domain/kernel/principal.ts';
import { tenant } from '../../../src/domain/tenant/tenant.ts';
import { createIdentityUseCases } from '../../../src/identity/manage/use-cases.ts';
import { aProvenance } from '../../support/controls/provenance.ts';
import { createMemoryEventStore } from '../../support/memory-event-store.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';

const ada = { kind: 'user', id: 'oidc:ada' } as const;
const ben = { kind: 'user', id: 'oidc:ben' } as const;
const cleo = { kind: 'user', id: 'oidc:cleo' } as const;
const AT_THE_MACHINE = { kind: 'system', id: 'command-line' } as const;

async function aTenant() {
  const eventStore = createMemoryEventStore();
  const identities = createIdentityUseCases(eventStore);
  const operator = aProvenance({ actor: { kind: 'user', id: 'oidc:olga' } });
  const made = acceptedOutcome(
    await identities.provisionTenant({ name: 'Acme', admins: [ada, cleo], fourEyes: true }, operator),
  );
  const { tenantId } = made.state;
  const by = (actor: Principal) => aProvenance({ tenantId, actor });
  return { eventStore, identities, tenantId, by, types: () => eventStore.log().map(({ event }) => event.type) };
}

function requestOf(outcome: { readonly outcome: string; readonly request?: { readonly requestId: GrantRequestId } }) {
  if (outcome.request === undefined) throw new Error(`Nothing was asked for: ${outcome.outcome}`);
  return outcome.request.requestId;
}

const finance = { principal: ben, role: 'finance', reason: 'Joins accounting' } as const;
const judgement = (requestId: GrantRequestId) => ({ requestId, ownRoles: ['admin'] as const, reason: 'Agreed' });

describe('power that nobody gives alone', () => {
  it('has no effect before another person has approved it; then both are named', async () => {
    const { identities, by, eventStore, types } = await aTenant();
    const requestId = requestOf(await identities.grantRole(finance, by(ada)));
    expect(types()).not.toContain('ApiKeyIssued');
    expect(types().filter((type) => type === 'RoleGranted')).toHaveLength(2); // of the two founders
    expect(rejectionOf(await identities.approveGrant(judgement(requestId), by(ada))).code).toBe('APPROVAL_OF_YOUR_OWN');
    acceptedOutcome(await identities.approveGrant(judgement(requestId), by(cleo)));
    expect(eventStore.log().at(-1)).toMatchObject({
      event: {
        type: 'RoleGranted',
        data: { ...finance, grantedBy: ada, approval: { requestId, approvedBy: cleo } },
      },
      metadata: { actor: cleo },
    });
  });

  it('is asked for once by a command that is repeated, also when it was approved in between', async () => {
    const { identities, by, types } = await aTenant();
    const provenance = by(ada);
    const key = { name: 'Shop', roles: ['sales'] as const, scopes: null, expiresAt: null };
    const first = await identities.issueKey(key, provenance);
    acceptedOutcome(await identities.approveGrant(judgement(requestOf(first)), by(cleo)));
    const again = await identities.issueKey(key, provenance);
    expect(again).toMatchObject({ outcome: 'requested', request: { status: 'approved' }, text: null });
    expect(types().filter((type) => type === 'GrantRequested' || type === 'ApiKeyIssued')).toHaveLength(2);
  });

  it('takes effect once, also when the one who approves falls in between', async () => {
    const { identities, by, eventStore, types } = await aTenant();
    const requestId = requestOf(await identities.grantRole(finance, by(ada)));
    eventStore.beforeAppend = ({ category }) => {
      if (category === 'roleAssignments') throw new Error('The process falls');
    };
    const provenance = by(cleo);
    await expect(identities.approveGrant(judgement(requestId), provenance)).rejects.toThrow('falls');
    eventStore.beforeAppend = undefined;
    for (const again of [provenance, by(cleo)]) {
      acceptedOutcome(await identities.approveGrant(judgement(requestId), again));
    }
    expect(types().slice(-2)).toEqual(['GrantApproved', 'RoleGranted']);
  });

  it('waits thirty days for another person, and is asked for again after that', async () => {
    const { identities, by, types } = await aTenant();
    const asked = async () => requestOf(await identities.grantRole(finance, by(ada))); // on 1 March, 09:30
    const at = (recordedAt: string) => ({ ...by(cleo), recordedAt });
    const requestId = await asked();
    for (const decide of [identities.approveGrant, identities.rejectGrant]) {
      const rejection = rejectionOf(await decide(judgement(requestId), at('2026-03-31T09:30:00.000Z')));
      expect([rejection.code, rejection.message]).toEqual([
        'GRANT_REQUEST_EXPIRED',
        expect.stringContaining('until 2026-03-31T09:30:00.000Z'),
      ]);
    }
    const late = { ...by(ada), recordedAt: '2026-04-02T09:30:00.000Z' };
    expect(rejectionOf(await identities.withdrawGrant({ requestId, reason: 'Too late' }, late)).code).toBe(
      'GRANT_REQUEST_EXPIRED',
    );
    expect(types().at(-1)).toBe('GrantRequested');
    acceptedOutcome(await identities.approveGrant(judgement(await asked()), at('2026-03-31T09:29:59.999Z')));
    expect(types().at(-1)).toBe('RoleGranted');
  });

  it('that was taken away again is not given back by approving once more', async () => {
    const { identities, by, types } = await aTenant();
    const requestId = requestOf(await identities.grantRole(finance, by(ada)));
    acceptedOutcome(await identities.approveGrant(judgement(requestId), by(cleo)));
    acceptedOutcome(await identities.revokeRole(finance, by(ada)));
    acceptedOutcome(await identities.approveGrant(judgement(requestId), by(cleo)));
    expect(types().at(-1)).toBe('RoleRevoked');
  });

  it('lapses when a rule has come to stand against it, and says which', async () => {
    const { identities, by } = await aTenant();
    const requestId = requestOf(await identities.grantRole(finance, by(ada)));
    await identities.grantRole({ ...finance, role: 'sales' }, by(AT_THE_MACHINE));
    const { state } = acceptedOutcome(await identities.approveGrant(judgement(requestId), by(cleo)));
    expect(state).toMatchObject({
      status: 'lapsed',
      lapsedBecause: 'These roles together would break a rule: who changes terms, prices or limits does not finalise.',
    });
  });

  it('is not approved by who stands behind the key that asks', async () => {
    const { identities, by } = await aTenant();
    const key = { name: 'Provisioner', roles: ['admin'] as const, scopes: null, expiresAt: null };
    const keyId = requestOf(await identities.issueKey(key, by(ada)));
    acceptedOutcome(await identities.approveGrant(judgement(keyId), by(cleo)));
    const machine = { kind: 'key', id: keyId } as const;
    const requestId = requestOf(await identities.grantRole(finance, by(machine)));
    expect(rejectionOf(await identities.approveGrant(judgement(requestId), by(ada))).code).toBe('APPROVAL_OF_YOUR_OWN');
    expect(rejectionOf(await identities.approveGrant(judgement(requestId), by(machine))).code).toBe(
      'APPROVAL_BY_MACHINE',
    );
    acceptedOutcome(await identities.approveGrant(judgement(requestId), by(cleo)));
  });

  it('is given by a lone operator at the machine, and by one person where the tenant has agreed to that', async () => {
    const { identities, by, eventStore, tenantId } = await aTenant();
    expect(await identities.grantRole(finance, by(AT_THE_MACHINE))).toMatchObject({ outcome: 'accepted' });
    const off = { on: false, reason: 'One is on leave' };
    const requestId = requestOf(await identities.changeFourEyes(off, by(ada)));
    acceptedOutcome(await identities.approveGrant(judgement(requestId), by(cleo)));
    const { state } = await eventStore.load(tenantStream(tenantId as TenantId), tenant);
    expect(state).toMatchObject({ fourEyes: false });
    expect(await identities.grantRole({ ...finance, role: 'auditor' }, by(ada))).toMatchObject({ outcome: 'accepted' });
  });
});

describe('provisioning', () => {
  it('makes nobody an administrator who provisions, and then makes nothing', async () => {
    const eventStore = createMemoryEventStore();
    const input = { name: 'Mine', admins: [ada], fourEyes: true };
    const outcome = await createIdentityUseCases(eventStore).provisionTenant(input, aProvenance({ actor: ada }));
    expect(rejectionOf(outcome).code).toBe('ROLE_SELF_GRANT');
    expect(eventStore.log()).toEqual([]);
  });
});
