import type { ProjectionGroup } from '../runner/projection.ts';
import { apiKeys } from './api-keys.ts';
import { grantRequests } from './grant-requests.ts';
import { roleAssignments } from './role-assignments.ts';
import { tenantChanges } from './tenant-changes.ts';
import { rolePermissions, tenants } from './tenants.ts';

/** Who may come in, and what they may do: asked at every request that comes with credentials. */
export const identityGroup: ProjectionGroup = {
  name: 'identity',
  version: 2,
  tables: [new URL('./tables.sql', import.meta.url), new URL('./lookup.sql', import.meta.url)],
  projections: [tenants, tenantChanges, rolePermissions, roleAssignments, apiKeys, grantRequests],
};
