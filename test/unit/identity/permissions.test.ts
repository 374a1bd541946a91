import { describe, expect, it } from 'vitest';
import { conflictsOf, effectivePermissions } from '../../../src/identity/effective-permissions.ts';
import {
  APPROVALS,
  BUSINESS_PERMISSIONS,
  changesSomething,
  PERMISSIONS,
  type Permission,
  ROLE_PERMISSIONS,
  ROLES,
  type Role,
} from '../../../src/identity/permissions.ts';

const may = (...roles: Role[]) =>
  effectivePermissions({ roles, changes: new Map(), kind: 'user', ofDefaultTenant: true });

describe('the table', () => {
  it.each(ROLES)('gives %s known permissions, each once, that may stand in one pair of hands', (role) => {
    const held = ROLE_PERMISSIONS[role];
    expect(new Set(held).size).toBe(held.length);
    expect(PERMISSIONS).toEqual(expect.arrayContaining([...held]));
    expect(conflictsOf(new Set(held))).toEqual([]);
  });

  it('gives an administrator and an operator nothing of the business', () => {
    for (const permission of BUSINESS_PERMISSIONS) {
      expect(ROLE_PERMISSIONS.admin).not.toContain(permission);
      expect(ROLE_PERMISSIONS.operator).not.toContain(permission);
    }
  });

  it('lets an auditor read everything and change nothing', () => {
    expect(ROLE_PERMISSIONS.auditor.filter(changesSomething)).toEqual([]);
    const reads = BUSINESS_PERMISSIONS.filter((name) => name.endsWith('.read'));
    expect(ROLE_PERMISSIONS.auditor).toEqual(expect.arrayContaining(reads));
  });

  it('gives a consumer reads only', () => {
    expect(ROLE_PERMISSIONS.consumer.filter(changesSomething)).toEqual([]);
  });

  it('leaves no business permission without a role', () => {
    const granted = new Set(ROLES.flatMap((role) => ROLE_PERMISSIONS[role]));
    expect(BUSINESS_PERMISSIONS.filter((name) => !granted.has(name))).toEqual([]);
  });
});

describe('duties apart (billing rules §9), whatever roles somebody holds', () => {
  const cases: [string, Role[], Permission[]][] = [
    ['an administrator', ['admin', 'finance', 'sales', 'approver', 'auditor'], [...BUSINESS_PERMISSIONS]],
    ['who changes terms, prices or limits', ['sales', 'finance'], ['invoice.finalise', 'invoice.correct']],
    ['who records payments', ['finance', 'approver'], ['payment.writeOff', 'payment.refund']],
    ['who requests orders', ['sales', 'approver'], ['purchaseOrder.approve']],
  ];
  it.each(cases)('%s does without what does not go with it', (_who, roles, without) => {
    const held = may(...roles);
    expect(without.filter((permission) => held.has(permission))).toEqual([]);
  });

  it('no combination of roles breaks any of them', () => {
    for (let bits = 1; bits < 2 ** ROLES.length; bits += 1) {
      const roles = ROLES.filter((_role, index) => bits & (1 << index));
      expect(conflictsOf(may(...roles)), roles.join()).toEqual([]);
    }
  });

  it('nor does what a tenant makes of its roles', () => {
    const changes = new Map<Role, readonly string[]>([['consumer', PERMISSIONS]]);
    expect(
      conflictsOf(effectivePermissions({ roles: ['consumer'], changes, kind: 'user', ofDefaultTenant: true })),
    ).toEqual([]);
  });

  it('a machine key approves nothing', () => {
    const held = effectivePermissions({ roles: ['approver'], changes: new Map(), kind: 'key', ofDefaultTenant: true });
    expect(APPROVALS.filter((permission) => held.has(permission))).toEqual([]);
    expect(APPROVALS.every((permission) => may('approver').has(permission))).toBe(true);
  });
});

describe('scopes of a key', () => {
  const scoped = (scopes: readonly string[]) =>
    effectivePermissions({ roles: ['finance'], changes: new Map(), kind: 'key', scopes, ofDefaultTenant: true });

  it('take away and never give', () => {
    expect([...scoped(['invoice.read', 'contract.amend'])].sort()).toEqual(['identity.read', 'invoice.read']);
    expect([...scoped([])]).toEqual(['identity.read']);
  });
});

it('only the default tenant operates the installation', () => {
  const operator = { roles: ['operator'], changes: new Map(), kind: 'user' } as const;
  expect(effectivePermissions({ ...operator, ofDefaultTenant: true })).toContain('tenant.manage');
  expect(effectivePermissions({ ...operator, ofDefaultTenant: false })).not.toContain('tenant.manage');
});

it.each(['admin', 'operator'] as const)('no tenant gives the role %s a part in the business', (role) => {
  const changes = new Map<Role, readonly string[]>([[role, ['invoice.finalise', 'invoice.read']]]);
  const held = effectivePermissions({ roles: [role], changes, kind: 'user', ofDefaultTenant: true });
  expect([...held]).toEqual(['identity.read']);
});

it.each(['auditor', 'consumer'] as const)('no tenant lets the role %s change anything', (role) => {
  const changes = new Map<Role, readonly string[]>([[role, PERMISSIONS]]);
  const held = effectivePermissions({ roles: [role], changes, kind: 'user', ofDefaultTenant: true });
  expect([...held].filter(changesSomething)).toEqual([]);
});

it('a tenant may change what a role holds; names that are no permissions give nothing', () => {
  const changes = new Map<Role, readonly string[]>([['sales', ['account.read', 'account.fly']]]);
  expect([...effectivePermissions({ roles: ['sales'], changes, kind: 'user', ofDefaultTenant: true })]).toEqual([
    'identity.read',
    'account.read',
  ]);
});
