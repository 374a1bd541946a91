import type { ProjectionGroup } from '../runner/projection.ts';
import { apiKeys } from './api-keys.ts';
import { roleAssignments } from './role-assignments.ts';
import { rolePermissions, tenants } from './tenants.ts';

/** Who may come in, and what they may do: asked at every request that comes with credentials. */
export const identityGroup: ProjectionGroup = {
  name: 'identity',
  version: 1,
  tables: [new URL('./tables.sql', import.meta.url), new URL('./lookup.sql', import.meta.url)],
  projections: [tenants, rolePermissions, roleAssignments, apiKeys],
};
