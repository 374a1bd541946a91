import { execute, type Rejected } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import type { GrantRequest } from '../../domain/grant-request/grant-request.ts';
import type { Approval } from '../../domain/kernel/approval.ts';
import { unreachable } from '../../domain/kernel/decider.ts';
import type { RoleRules } from '../../domain/kernel/role-rules.ts';
import { roleAssignments } from '../../domain/role-assignments/role-assignments.ts';
import { tenant } from '../../domain/tenant/tenant.ts';
import { isRole, ROLE_PERMISSIONS } from '../permissions.ts';
import { onKey, secondsAfter } from './keys.ts';
import { roleAssignmentsStream, tenantStream } from './streams.ts';
import { rulesOf } from './tenant-rules.ts';

type Effect = { readonly outcome: 'accepted'; readonly position: bigint } | Rejected;

/** Does what was approved, on the stream that it is about, in the name of whoever asked for it. */
export async function takeEffect(
  eventStore: EventStore,
  request: GrantRequest,
  provenance: Provenance,
): Promise<Effect> {
  const { requestId, approvedBy } = request;
  if (approvedBy === null) {
    throw new Error('What nobody has approved has no effect');
  }
  const rules = await rulesOf(eventStore, provenance.tenantId);
  return effectOf(eventStore, request, { requestId, approvedBy }, rules, provenance);
}

async function effectOf(
  eventStore: EventStore,
  { grant, requestedBy: by, reason }: GrantRequest,
  approval: Approval,
  rules: RoleRules,
  provenance: Provenance,
): Promise<Effect> {
  const { tenantId, recordedAt: now } = provenance;
  switch (grant.kind) {
    case 'role': {
      const { principal, role } = grant;
      const stream = roleAssignmentsStream(tenantId, principal);
      const command = { kind: 'grant', principal, role, by, reason, approval, rules } as const;
      return execute(eventStore, roleAssignments, stream, command, provenance);
    }
    case 'key': {
      const { kind: _kind, ...asked } = grant;
      const key = { ...asked, createdBy: by, approval };
      return onKey(eventStore, grant.keyId, { kind: 'issue', key, now, rules }, provenance, null);
    }
    case 'keyRotation': {
      const { keyId, prefix, hash, overlapSeconds } = grant;
      const overlapUntil = secondsAfter(now, overlapSeconds);
      const command = { kind: 'rotate', prefix, hash, overlapUntil, by, now, approval, rules } as const;
      return onKey(eventStore, keyId, command, provenance, null);
    }
    case 'rolePermissions': {
      const { role, after: permissions } = grant;
      const wanted = { role, standard: isRole(role) ? ROLE_PERMISSIONS[role] : [], permissions };
      // Whose role it is was asked when it was requested, and again of who approved.
      const command = { kind: 'changeRole', ...wanted, by, reason, ownRoles: [], approval, rules } as const;
      return execute(eventStore, tenant, tenantStream(tenantId), command, provenance);
    }
    case 'fourEyes': {
      const command = { kind: 'changeFourEyes', on: grant.after, by, reason, approval } as const;
      return execute(eventStore, tenant, tenantStream(tenantId), command, provenance);
    }
    default:
      return unreachable(grant);
  }
}
