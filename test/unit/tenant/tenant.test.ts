import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../src/domain/kernel/approval.ts';
import type { TenantEvent } from '../../../src/domain/tenant/events.ts';
import { tenant } from '../../../src/domain/tenant/tenant.ts';
import { TENANT } from '../../support/controls/provenance.ts';
import { FOUR_EYES } from '../../support/controls/role-rules.ts';
import { given } from '../../support/given.ts';

const by = { kind: 'user', id: 'olga' } as const;
const reason = 'Unpaid for a year';
const approval = {
  requestId: '0190a000-0000-7000-8000-0000000000e1',
  approvedBy: { kind: 'user', id: 'cleo' },
} as const;
const provisioned = {
  type: 'TenantProvisioned',
  data: { tenantId: TENANT, name: 'Acme', fourEyes: true },
} satisfies TenantEvent;
const suspended: TenantEvent = { type: 'TenantSuspended', data: { suspendedBy: by, reason } };
const resumed: TenantEvent = { type: 'TenantResumed', data: { resumedBy: by, reason } };

describe('a tenant', () => {
  it('is provisioned once, whatever name comes later', () => {
    given(tenant, [])
      .when({ kind: 'provision', tenantId: TENANT, name: 'Acme', fourEyes: true })
      .thenAccepts(provisioned);
    given(tenant, [provisioned])
      .when({ kind: 'provision', tenantId: TENANT, name: 'Other', fourEyes: false })
      .thenIgnores();
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
    ({
      kind: 'changeRole',
      role: 'consumer',
      standard,
      permissions,
      by,
      reason,
      ownRoles: [],
      approval: null as Approval | null,
      rules: FOUR_EYES,
    }) as const;
  const changed = (before: string[], after: string[], approval: Approval | null = null): TenantEvent => ({
    type: 'TenantRoleChanged',
    data: { role: 'consumer', before, after, changedBy: by, reason, approval },
  });
  const less = changed(standard, ['account.read']);

  it('is recorded with before and after', () => {
    given(tenant, [provisioned])
      .when(change(['account.read']))
      .thenAccepts(less);
  });

  it('grows with a second person only, where four eyes are wanted', () => {
    const more = changed(['account.read'], standard, approval);
    given(tenant, [provisioned, less]).when(change(standard)).thenRejects('APPROVAL_REQUIRED');
    given(tenant, [provisioned, less])
      .when({ ...change(standard), approval })
      .thenAccepts(more);
    given(tenant, [provisioned, less])
      .when({ ...change(standard), approval: { ...approval, approvedBy: by } })
      .thenRejects('APPROVAL_OF_YOUR_OWN');
    given(tenant, [{ ...provisioned, data: { ...provisioned.data, fourEyes: false } }, less])
      .when(change(standard))
      .thenAccepts(changed(['account.read'], standard));
  });

  it('never holds what must stay apart, whoever approves, and is changed by nobody who has it', () => {
    given(tenant, [provisioned])
      .when({ ...change(['account.write']), approval })
      .thenRejects('DUTIES_NOT_APART', 'permissions');
    given(tenant, [provisioned])
      .when({ ...change(['account.read']), ownRoles: ['consumer'] })
      .thenRejects('ROLE_OF_YOUR_OWN');
  });

  it('stays when nothing differs, in whatever order', () => {
    given(tenant, [provisioned])
      .when(change([...standard].reverse()))
      .thenIgnores();
  });
});

describe('settings of a tenant', () => {
  const change = { kind: 'changeSettings', by, reason } as const;
  const renamed: TenantEvent = {
    type: 'TenantRenamed',
    data: { before: 'Acme', after: 'Acme SE', changedBy: by, reason },
  };
  const deeper: TenantEvent = {
    type: 'AccountTreeDepthChanged',
    data: { before: 10, after: 14, changedBy: by, reason },
  };

  it('are changed with before and after, a fact for each that differs', () => {
    given(tenant, [provisioned])
      .when({ ...change, name: 'Acme SE', accountTreeDepthMax: 14 })
      .thenAccepts(renamed, deeper);
    given(tenant, [provisioned, renamed, deeper])
      .when({ ...change, name: 'Acme SE', accountTreeDepthMax: 14 })
      .thenIgnores();
  });

  it('begin with four eyes as provisioned and trees ten levels deep', () => {
    expect(given(tenant, [provisioned]).state).toMatchObject({ fourEyes: true, accountTreeDepthMax: 10 });
  });

  const change4 = (on: boolean, approval: Approval | null) =>
    ({ kind: 'changeFourEyes', on, by, reason, approval }) as const;
  const changed4 = (before: boolean, approval: Approval | null): TenantEvent => ({
    type: 'FourEyesChanged',
    data: { before, after: !before, changedBy: by, reason, approval },
  });

  it('give up four eyes with four eyes only, whoever asks', () => {
    given(tenant, [provisioned]).when(change4(false, null)).thenRejects('APPROVAL_REQUIRED');
    given(tenant, [provisioned])
      .when({ ...change4(false, null), by: { kind: 'system', id: 'command-line' } })
      .thenRejects('APPROVAL_REQUIRED');
    given(tenant, [provisioned]).when(change4(false, approval)).thenAccepts(changed4(true, approval));
    given(tenant, [provisioned])
      .when(change4(false, { ...approval, approvedBy: by }))
      .thenRejects('APPROVAL_OF_YOUR_OWN');
  });

  it('take four eyes back with one person', () => {
    given(tenant, [provisioned, changed4(true, approval)])
      .when(change4(true, null))
      .thenAccepts(changed4(false, null));
    given(tenant, [provisioned]).when(change4(true, null)).thenIgnores();
  });
});
