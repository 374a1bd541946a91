import type { Principal } from '../../../domain/kernel/principal.ts';
import { CSV_TYPE, csvStream, zCsv } from '../../csv-export.ts';
import { defineRoute } from '../../define-route.ts';
import { requirePermission } from '../../require-permission.ts';
import { IDENTITY_GROUPS } from './identity-values.ts';
import { type Reviewed, readAccessReview } from './reviewed-identity.ts';

type Cells = readonly (string | null)[];

const COLUMNS = [
  'kind',
  'identity',
  'name',
  'status',
  'role',
  'since',
  'grantedBy',
  'approvedBy',
  'reason',
  'permissions',
  'expiresAt',
  'lastUsedAt',
] as const;

const NO_ROLE = { role: null, since: null, grantedBy: null, approvedBy: null, reason: null };

/** A row for each role that somebody holds; a key that has none has a row all the same. */
function* rowsOf(identities: readonly Reviewed[]): Generator<Cells> {
  for (const { who, name, status, roles, permissions, expiresAt, lastUsedAt } of identities) {
    for (const { role, since, grantedBy, approvedBy, reason } of roles.length === 0 ? [NO_ROLE] : roles) {
      const granted = [role, since, named(grantedBy), named(approvedBy), reason];
      yield [who.kind, who.id, name, status, ...granted, permissions.join(' '), expiresAt, lastUsedAt];
    }
  }
}

function named(who: (Pick<Principal, 'id'> & { readonly kind: string }) | null): string | null {
  return who === null ? null : `${who.kind} ${who.id}`;
}

/**
 * An address of its own and not another form of the review: who takes data out of the house needs `audit.export` beside
 * `identity.review`, and is on record for it.
 */
export const exportAccessReview = defineRoute({
  method: 'GET',
  url: '/api/identity/access-review.csv',
  permission: 'audit.export',
  summary: 'Who may do what, as a file for spreadsheets',
  description:
    'Needs identity.review, too. A row for each role of each identity; after an empty line: what the file is, how many rows it has, and the SHA-256 of all bytes before the last record. Cells that begin like a formula begin with an apostrophe.',
  tags: ['Identity'],
  groups: IDENTITY_GROUPS,
  response: { 200: zCsv },
  contentType: CSV_TYPE,
  handler: async ({ read, deps, identity, reply }) => {
    const { tenantId, actor } = identity();
    requirePermission(identity(), 'identity.review', 'Exporting the access review');
    const ofDefaultTenant = tenantId === deps.config.defaultTenantId;
    const review = await readAccessReview(read, { ofDefaultTenant, now: deps.clock.now() });
    reply.header('Content-Disposition', `attachment; filename="access-review-${review.at.slice(0, 10)}.csv"`);
    return csvStream({
      columns: COLUMNS,
      rows: rowsOf(review.identities),
      about: [
        ['report', 'Access review'],
        ['tenant', `${tenantId} ${review.tenant?.name ?? ''}`.trim()],
        ['parameters', 'none: all identities'],
        ['at', review.at],
        ['position', review.position],
        ['build', deps.config.build],
        ['requester', named(actor)],
        ['identities', String(review.identities.length)],
      ],
    });
  },
});
