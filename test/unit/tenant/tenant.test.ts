import { describe, it } from 'vitest';
import type { TenantEvent } from '../../../src/domain/tenant/events.ts';
import { tenant } from '../../../src/domain/tenant/tenant.ts';
import { TENANT } from '../../support/controls/provenance.ts';
import { given } from '../../support/given.ts';

const by = { kind: 'user', id: 'olga' } as const;
const reason = 'Unpaid for a year';
const provisioned: TenantEvent = { type: 'TenantProvisioned', data: { tenantId: TENANT, name: 'Acme' } };
const suspended: TenantEvent = { type: 'TenantSuspended', data: { suspendedBy: by, reason } };
const resumed: TenantEvent = { type: 'TenantResumed', data: { resumedBy: by, reason } };

describe('a tenant', () => {
  it('is provisioned once, whatever name comes later', () => {
    given(tenant, []).when({ kind: 'provision', tenantId: TENANT, name: 'Acme' }).thenAccepts(provisioned);
    given(tenant, [provisioned]).when({ kind: 'provision', tenantId: TENANT, name: 'Other' }).thenIgnores();
  });

  it('is suspended and resumed, each once, with a reason', () => {
    given(tenant, [provisioned]).when({ kind: 'suspend', by, reason }).thenAccepts(suspended);
    given(tenant, [provisioned, suspended]).when({ kind: 'suspend', by, reason }).thenIgnores();
    given(tenant, [provisioned, suspended]).when({ kind: 'resume', by, reason }).thenAccepts(resumed);
    given(tenant, [provisioned]).when({ kind: 'resume', by, reason }).thenIgnores();
  });

  it('that was never provisioned cannot be changed', () => {
    given(tenant, []).when({ kind: 'suspend', by, reason }).thenRejects('TENANT_NOT_FOUND');
  });
});

describe('what a role holds in a tenant', () => {
  const standard = ['account.read', 'contract.read'];
  const change = (permissions: string[]) =>
    ({ kind: 'changeRole', role: 'consumer', standard, permissions, by, reason }) as const;
  const changed = (before: string[], after: string[]): TenantEvent => ({
    type: 'TenantRoleChanged',
    data: { role: 'consumer', before, after, changedBy: by, reason },
  });
  const less = changed(standard, ['account.read']);

  it('is recorded with before and after', () => {
    given(tenant, [provisioned])
      .when(change(['account.read']))
      .thenAccepts(less);
    given(tenant, [provisioned, less])
      .when(change(standard))
      .thenAccepts(changed(['account.read'], standard));
  });

  it('stays when nothing differs, in whatever order', () => {
    given(tenant, [provisioned])
      .when(change([...standard].reverse()))
      .thenIgnores();
  });
});
