import { describe, expect, it } from 'vitest';
import type { RoleAssignmentsEvent } from '../../../src/domain/role-assignments/events.ts';
import { roleAssignments } from '../../../src/domain/role-assignments/role-assignments.ts';
import { given } from '../../support/given.ts';

const ada = { kind: 'user', id: 'ada' } as const;
const ben = { kind: 'user', id: 'ben' } as const;
const grant = { kind: 'grant', principal: ben, role: 'finance', by: ada, reason: 'Joins accounting' } as const;
const revoke = { ...grant, kind: 'revoke', reason: 'Leaves accounting' } as const;
const granted: RoleAssignmentsEvent = {
  type: 'RoleGranted',
  data: { principal: ben, role: 'finance', grantedBy: ada, reason: 'Joins accounting' },
};
const taken: RoleAssignmentsEvent = {
  type: 'RoleRevoked',
  data: { principal: ben, role: 'finance', revokedBy: ada, reason: 'Leaves accounting' },
};

describe('roles of a person', () => {
  it('are granted by somebody else, once', () => {
    given(roleAssignments, []).when(grant).thenAccepts(granted);
    given(roleAssignments, [granted]).when(grant).thenIgnores();
  });

  it('are granted by nobody to themselves', () => {
    given(roleAssignments, [])
      .when({ ...grant, by: ben })
      .thenRejects('ROLE_SELF_GRANT');
  });

  it('a key and a person of the same name are not the same', () => {
    given(roleAssignments, [])
      .when({ ...grant, by: { kind: 'key', id: 'ben' } })
      .thenAccepts({ type: 'RoleGranted', data: { ...granted.data, grantedBy: { kind: 'key', id: 'ben' } } });
  });

  it('are revoked, by themselves too; what nobody has is not revoked', () => {
    given(roleAssignments, [granted]).when(revoke).thenAccepts(taken);
    given(roleAssignments, [granted, taken]).when(revoke).thenIgnores();
    given(roleAssignments, [granted])
      .when({ ...revoke, by: ben })
      .thenAccepts({ type: 'RoleRevoked', data: { ...taken.data, revokedBy: ben } });
  });

  it('add up', () => {
    const auditor: RoleAssignmentsEvent = { type: 'RoleGranted', data: { ...granted.data, role: 'auditor' } };
    expect(given(roleAssignments, [granted, auditor, taken]).state.roles).toEqual(['auditor']);
  });
});
