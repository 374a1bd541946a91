import { describe, expect, it } from 'vitest';
import type { RoleAssignmentsEvent } from '../../../src/domain/role-assignments/events.ts';
import { roleAssignments } from '../../../src/domain/role-assignments/role-assignments.ts';
import { roleRules } from '../../../src/identity/role-rules.ts';
import { FOUR_EYES, TWO_EYES } from '../../support/controls/role-rules.ts';
import { given } from '../../support/given.ts';

const ada = { kind: 'user', id: 'ada' } as const;
const ben = { kind: 'user', id: 'ben' } as const;
const asked = { principal: ben, role: 'finance', by: ada, reason: 'Joins accounting' } as const;
const grant = { kind: 'grant', ...asked, approval: null, rules: TWO_EYES } as const;
const revoke = { kind: 'revoke', ...asked, reason: 'Leaves accounting' } as const;
const granted: RoleAssignmentsEvent = {
  type: 'RoleGranted',
  data: { principal: ben, role: 'finance', grantedBy: ada, reason: 'Joins accounting', approval: null },
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

  it('with a part in the business take a second person, who is neither of the two', () => {
    const approval = {
      requestId: '0190a000-0000-7000-8000-0000000000e1',
      approvedBy: { kind: 'user', id: 'cleo' },
    } as const;
    const careful = { ...grant, rules: FOUR_EYES };
    given(roleAssignments, []).when(careful).thenRejects('APPROVAL_REQUIRED');
    given(roleAssignments, [])
      .when({ ...careful, approval })
      .thenAccepts({ type: 'RoleGranted', data: { ...granted.data, approval } });
    given(roleAssignments, [])
      .when({ ...careful, approval: { ...approval, approvedBy: ada } })
      .thenRejects('APPROVAL_OF_YOUR_OWN');
    given(roleAssignments, [])
      .when({ ...careful, approval: { ...approval, approvedBy: ben } })
      .thenRejects('ROLE_SELF_GRANT');
  });

  it('that give power over others take one, too; those that give neither do not', () => {
    given(roleAssignments, [])
      .when({ ...grant, role: 'admin', rules: FOUR_EYES })
      .thenRejects('APPROVAL_REQUIRED');
    const rules = roleRules({ changes: new Map([['operator', ['queue.read']]]), fourEyes: true });
    given(roleAssignments, [])
      .when({ ...grant, role: 'operator', rules })
      .thenAccepts({ type: 'RoleGranted', data: { ...granted.data, role: 'operator' } });
  });

  it('are granted by a lone operator at the machine, which the event says', () => {
    const by = { kind: 'system', id: 'command-line' } as const;
    given(roleAssignments, [])
      .when({ ...grant, by, rules: FOUR_EYES })
      .thenAccepts({ type: 'RoleGranted', data: { ...granted.data, grantedBy: by } });
  });

  it('never bring together what must stay apart', () => {
    given(roleAssignments, [granted])
      .when({ ...grant, role: 'sales' })
      .thenRejects('DUTIES_NOT_APART');
  });

  it('add up', () => {
    const auditor: RoleAssignmentsEvent = { type: 'RoleGranted', data: { ...granted.data, role: 'auditor' } };
    expect(given(roleAssignments, [granted, auditor, taken]).state.roles).toEqual(['auditor']);
  });
});
