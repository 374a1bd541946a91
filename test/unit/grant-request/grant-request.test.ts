import { describe, it } from 'vitest';
import type { Grant, GrantRequestEvent } from '../../../src/domain/grant-request/events.ts';
import { grantRequest } from '../../../src/domain/grant-request/grant-request.ts';
import type { GrantRequestId } from '../../../src/domain/kernel/ids.ts';
import { given } from '../../support/given.ts';

const ada = { kind: 'user', id: 'oidc:ada' } as const;
const ben = { kind: 'user', id: 'oidc:ben' } as const;
const cleo = { kind: 'user', id: 'oidc:cleo' } as const;
const machine = { kind: 'key', id: '0190a000-0000-7000-8000-00000000000a' } as const;
const reason = 'Joins accounting';

const role: Grant = { kind: 'role', principal: ben, role: 'finance', before: [], after: ['finance'] };
const permissions: Grant = { kind: 'rolePermissions', role: 'sales', before: [], after: ['contract.read'] };
const request = {
  requestId: '0190a000-0000-7000-8000-0000000000e1' as GrantRequestId, // a control's id
  grant: role,
  requestedBy: ada,
  responsible: ada,
  reason,
};
const requested = (changes: Partial<typeof request> | object = {}): GrantRequestEvent => ({
  type: 'GrantRequested',
  data: { ...request, ...changes },
});
const deadline = { now: '2026-03-01T09:00:00.000Z', expiresAt: '2026-03-01T09:00:00.001Z' } as const;
const late = { ...deadline, now: deadline.expiresAt };
const approve = { kind: 'approve', by: cleo, ownRoles: ['admin'], reason, ...deadline } as const;
const refuse = { ...approve, kind: 'reject' } as const;
const withdraw = { kind: 'withdraw', by: ada, reason, ...deadline } as const;
const approved: GrantRequestEvent = { type: 'GrantApproved', data: { approvedBy: cleo, reason } };
const rejected: GrantRequestEvent = { type: 'GrantRejected', data: { rejectedBy: cleo, reason } };
const withdrawn: GrantRequestEvent = { type: 'GrantWithdrawn', data: { withdrawnBy: ada, reason } };
const lapsed: GrantRequestEvent = { type: 'GrantLapsed', data: { code: 'DUTIES_NOT_APART', because: 'A rule.' } };

describe('a request for power', () => {
  it('is made once', () => {
    given(grantRequest, []).when({ kind: 'request', request }).thenAccepts(requested());
    given(grantRequest, [requested()]).when({ kind: 'request', request }).thenIgnores();
  });

  it('is approved by somebody else, again without effect', () => {
    given(grantRequest, [requested()]).when(approve).thenAccepts(approved);
    given(grantRequest, [requested(), approved]).when(approve).thenIgnores();
  });

  it('is approved or rejected by nobody who has asked for it', () => {
    for (const command of [approve, refuse]) {
      given(grantRequest, [requested()])
        .when({ ...command, by: ada })
        .thenRejects('APPROVAL_OF_YOUR_OWN');
      given(grantRequest, [requested({ requestedBy: machine })])
        .when({ ...command, by: ada })
        .thenRejects('APPROVAL_OF_YOUR_OWN');
    }
  });

  it('is approved by nobody for themselves, nor for a role of their own', () => {
    given(grantRequest, [requested()])
      .when({ ...approve, by: ben })
      .thenRejects('APPROVAL_FOR_YOURSELF');
    given(grantRequest, [requested({ grant: permissions })])
      .when({ ...approve, ownRoles: ['admin', 'sales'] })
      .thenRejects('APPROVAL_FOR_YOURSELF');
  });

  it('is decided on by people only', () => {
    const others = [machine, { kind: 'system', id: 'command-line' }, { kind: 'anonymous', id: 'local' }] as const;
    for (const by of others) {
      given(grantRequest, [requested()])
        .when({ ...approve, by })
        .thenRejects('APPROVAL_BY_MACHINE');
      given(grantRequest, [requested()])
        .when({ ...refuse, by })
        .thenRejects('APPROVAL_BY_MACHINE');
    }
  });

  it('is rejected, by the one whom it is for, too; again without effect', () => {
    given(grantRequest, [requested()]).when(refuse).thenAccepts(rejected);
    given(grantRequest, [requested(), rejected]).when(refuse).thenIgnores();
    given(grantRequest, [requested()])
      .when({ ...refuse, by: ben })
      .thenAccepts({ type: 'GrantRejected', data: { rejectedBy: ben, reason } });
  });

  it('is withdrawn by who has asked, or stands behind the key that has', () => {
    given(grantRequest, [requested()]).when(withdraw).thenAccepts(withdrawn);
    given(grantRequest, [requested({ requestedBy: machine })])
      .when(withdraw)
      .thenAccepts(withdrawn);
    given(grantRequest, [requested(), withdrawn]).when(withdraw).thenIgnores();
    given(grantRequest, [requested()])
      .when({ ...withdraw, by: cleo })
      .thenRejects('GRANT_REQUEST_OF_ANOTHER');
  });

  it('stays decided', () => {
    given(grantRequest, [requested(), rejected]).when(approve).thenRejects('GRANT_REQUEST_CLOSED');
    given(grantRequest, [requested(), withdrawn]).when(approve).thenRejects('GRANT_REQUEST_CLOSED');
    given(grantRequest, [requested(), approved]).when(refuse).thenRejects('GRANT_REQUEST_CLOSED');
    given(grantRequest, [requested(), approved]).when(withdraw).thenRejects('GRANT_REQUEST_CLOSED');
    given(grantRequest, [requested(), approved, lapsed]).when(approve).thenRejects('GRANT_REQUEST_CLOSED');
  });

  it('is decided on by nobody once it has expired; what was approved before is completed all the same', () => {
    for (const command of [approve, refuse, withdraw]) {
      given(grantRequest, [requested()])
        .when({ ...command, ...late })
        .thenRejects('GRANT_REQUEST_EXPIRED');
    }
    given(grantRequest, [requested(), approved])
      .when({ ...approve, ...late })
      .thenIgnores();
    given(grantRequest, [requested(), rejected])
      .when({ ...approve, ...late })
      .thenRejects('GRANT_REQUEST_CLOSED');
  });

  it('lapses once approved, when a rule has come to stand against it', () => {
    const lapse = { kind: 'lapse', code: 'DUTIES_NOT_APART', because: 'A rule.' } as const;
    given(grantRequest, [requested(), approved]).when(lapse).thenAccepts(lapsed);
    given(grantRequest, [requested()]).when(lapse).thenIgnores();
  });

  it('that nobody has made is not decided', () => {
    given(grantRequest, []).when(approve).thenRejects('GRANT_REQUEST_NOT_FOUND');
  });
});
