import type { RouteDefinition } from '../../define-route.ts';
import { getAccessReview } from './access-review.ts';
import { exportAccessReview } from './export-access-review.ts';
import { listKeys, postKey, revokeKey, rotateKey } from './keys.ts';
import { getMe } from './me.ts';
import { changeFourEyes, getOwnTenant, patchOwnTenant } from './own-tenant.ts';
import {
  approveGrantRequest,
  getGrantRequest,
  listGrantRequests,
  rejectGrantRequest,
  withdrawGrantRequest,
} from './requests.ts';
import { grantRole, listRoleAssignments, revokeRole } from './role-assignments.ts';
import { listRoles, putRole } from './roles.ts';
import { listTenants, postTenant, resumeTenant, suspendTenant } from './tenants.ts';

/** Who may come in, and what they may do. */
export const IDENTITY_ROUTES: readonly RouteDefinition[] = [
  getMe,
  listKeys,
  postKey,
  rotateKey,
  revokeKey,
  listRoleAssignments,
  grantRole,
  revokeRole,
  listRoles,
  putRole,
  listGrantRequests,
  getGrantRequest,
  approveGrantRequest,
  rejectGrantRequest,
  withdrawGrantRequest,
  getAccessReview,
  exportAccessReview,
  getOwnTenant,
  patchOwnTenant,
  changeFourEyes,
  listTenants,
  postTenant,
  suspendTenant,
  resumeTenant,
];
