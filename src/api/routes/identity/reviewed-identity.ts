import { z } from 'zod';
import { effectivePermissions, type RoleChanges } from '../../../identity/effective-permissions.ts';
import { isRole, PERMISSIONS } from '../../../identity/permissions.ts';
import {
  allAssignments,
  allKeys,
  changedRoles,
  grantRequestRows,
  type IdentityTables,
  identityPosition,
  type ListedKeyRow,
  ownTenant,
  REVIEW_ROWS_MAX,
} from '../../../projections/identity/queries/identities.ts';
import type {
  GrantRequestRow,
  RoleAssignmentRow,
  RolePermissionsRow,
  TenantRow,
} from '../../../projections/identity/queries/rows.ts';
import { refusal } from '../../refusal.ts';
import type { TenantRead, TenantReader } from '../../tenant-read.ts';
import { zTimestamp } from '../../values.ts';
import { approvedByOf, zApprovedBy } from './grant-record.ts';
import { zWho } from './identity-values.ts';
import { keyOfRow } from './key-record.ts';
import { roleChangesOf } from './roles.ts';

const zHeldRole = z.strictObject({
  role: z.string(),
  since: zTimestamp,
  grantedBy: zWho,
  /** The second person; null: one was enough, or there was only one. */
  approvedBy: zApprovedBy,
  reason: z.string(),
});

export const zReviewed = z
  .strictObject({
    who: zWho,
    /** Of a key. */
    name: z.string().nullable(),
    status: z.enum(['active', 'expired', 'revoked']),
    roles: z.array(zHeldRole),
    /** What remains of the roles after duties apart, scopes, and what machines may not. */
    permissions: z.array(z.string()),
    expiresAt: zTimestamp.nullable(),
    lastUsedAt: zTimestamp.nullable(),
  })
  .meta({ id: 'ReviewedIdentity' });

export type Reviewed = z.input<typeof zReviewed>;

/** What every entry is computed with. */
interface Review {
  readonly changes: RoleChanges;
  readonly ofDefaultTenant: boolean;
  readonly now: string;
}

function permissionsOf(
  roleNames: readonly string[],
  kind: 'user' | 'key',
  { changes, ofDefaultTenant }: Review,
  scopes?: readonly string[] | null,
): string[] {
  const roles = roleNames.filter(isRole);
  const held = effectivePermissions({ roles, changes, kind, ofDefaultTenant, scopes: scopes ?? undefined });
  return PERMISSIONS.filter((permission) => held.has(permission));
}

/** One entry per person; rows come person by person. */
function peopleOf(rows: readonly RoleAssignmentRow[], review: Review): Reviewed[] {
  const byPerson = new Map<string, RoleAssignmentRow[]>();
  for (const row of rows) {
    const person = `${row.principal_kind} ${row.principal_id}`;
    byPerson.set(person, [...(byPerson.get(person) ?? []), row]);
  }
  return [...byPerson.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [personEntry(first, [first, ...rest], review)],
  );
}

function personEntry(person: RoleAssignmentRow, held: readonly RoleAssignmentRow[], review: Review): Reviewed {
  const roles = held.map((row) => ({
    role: row.role,
    since: row.granted_at,
    grantedBy: { kind: row.granted_by_kind, id: row.granted_by_id },
    approvedBy: approvedByOf(row),
    reason: row.reason,
  }));
  return {
    who: { kind: person.principal_kind, id: person.principal_id },
    name: null,
    status: 'active',
    roles,
    permissions: permissionsOf(
      roles.map(({ role }) => role),
      'user',
      review,
    ),
    expiresAt: null,
    lastUsedAt: null,
  };
}

function keyEntry(row: ListedKeyRow, review: Review): Reviewed {
  const { id, name, status, roles, scopes, expiresAt, lastUsedAt, ...issued } = keyOfRow(row, review.now);
  const { createdBy: grantedBy, createdAt: since, approvedBy } = issued;
  return {
    who: { kind: 'key', id },
    name,
    status,
    roles: roles.map((role) => ({ role, since, grantedBy, approvedBy, reason: `Issued as ${name}` })),
    permissions: status === 'active' ? permissionsOf(roles, 'key', review, scopes) : [],
    expiresAt,
    lastUsedAt,
  };
}

/** Everything that a review shows, as of one moment. */
export interface AccessReview {
  readonly at: string;
  /** Last position that the rows have seen. */
  readonly position: string | null;
  readonly tenant: TenantRow | undefined;
  readonly changed: readonly RolePermissionsRow[];
  readonly identities: readonly Reviewed[];
  readonly open: readonly GrantRequestRow[];
}

/** A review that leaves somebody out is none: better no answer than one that an auditor takes for the whole. */
export function requireAll(rows: readonly unknown[]): void {
  if (rows.length >= REVIEW_ROWS_MAX) {
    throw refusal(
      'REVIEW_TOO_LARGE',
      `There are ${REVIEW_ROWS_MAX} or more keys, roles or requests; one answer cannot hold all of them.`,
    );
  }
}

export async function readAccessReview(
  read: TenantReader,
  moment: Pick<Review, 'ofDefaultTenant' | 'now'>,
): Promise<AccessReview> {
  const [position, tenant, changed, people, keys, open] = await read(async ({ db }: TenantRead<IdentityTables>) => [
    await identityPosition(db),
    await ownTenant(db),
    await changedRoles(db),
    await allAssignments(db),
    await allKeys(db),
    await grantRequestRows(db, 'open'),
  ]);
  for (const rows of [people, keys, open]) {
    requireAll(rows);
  }
  const review: Review = { ...moment, changes: roleChangesOf(changed) };
  const identities = [...peopleOf(people, review), ...keys.map((row) => keyEntry(row, review))];
  return { at: review.now, position, tenant, changed, identities, open };
}
