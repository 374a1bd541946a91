import type { Pool } from 'pg';
import type { TenantId } from '../domain/kernel/ids.ts';
import type { Principal } from '../domain/kernel/principal.ts';
import { withTenant } from '../platform/pools.ts';
import { IdentityUnavailable } from './authentication.ts';
import type { RoleChanges } from './effective-permissions.ts';
import { isRole, type Role } from './permissions.ts';
import { remembered } from './remembered.ts';

/** A revoked key, a granted role, a suspended tenant: all take effect within this time, in every process. */
const STALE_MS_MAX = 3_000;

export interface KeyRecord {
  readonly tenantId: TenantId;
  readonly keyId: string;
  readonly hash: string;
  /** Of this secret; null is for ever. */
  readonly validUntil: string | null;
  readonly revoked: boolean;
  readonly roles: readonly Role[];
  readonly scopes: readonly string[] | null;
}

export interface TenantStanding {
  readonly status: 'unknown' | 'active' | 'suspended';
  readonly roleChanges: RoleChanges;
}

/** What the read models say about who may come in; answers may be a few seconds old. */
export interface IdentityRecords {
  keyByPrefix(prefix: string): Promise<KeyRecord | undefined>;
  standingOf(tenantId: TenantId): Promise<TenantStanding>;
  rolesOf(tenantId: TenantId, principal: Principal): Promise<readonly Role[]>;
}

const UNKNOWN_TENANT: TenantStanding = { status: 'unknown', roleChanges: new Map() };

interface KeyRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly hash: string;
  readonly valid_until: string | null;
  readonly revoked: boolean;
  readonly roles: string[];
  readonly scopes: string[] | null;
}

const STANDING = `
  SELECT t.status, r.role, r.permissions
  FROM identity.tenants AS t LEFT JOIN identity.role_permissions AS r ON r.tenant_id = t.tenant_id
  WHERE t.tenant_id = $1`;

const ROLES = `
  SELECT role FROM identity.role_assignments
  WHERE tenant_id = $1 AND principal_kind = $2 AND principal_id = $3 ORDER BY role`;

/** `pool`: of the database role api. */
export function createIdentityRecords(pool: Pool): IdentityRecords {
  const keys = remembered(STALE_MS_MAX, (prefix) => findKey(pool, prefix));
  const standings = remembered(STALE_MS_MAX, (tenantId) => readStanding(pool, tenantId));
  const roles = remembered(STALE_MS_MAX, async (who) => {
    const [tenantId = '', kind, ...id] = who.split(' ');
    return readRoles(pool, tenantId, kind, id.join(' '));
  });
  return {
    keyByPrefix: keys,
    standingOf: async (tenantId) => (await standings(tenantId)) ?? UNKNOWN_TENANT,
    rolesOf: async (tenantId, { kind, id }) => (await roles(`${tenantId} ${kind} ${id}`)) ?? [],
  };
}

/** The only look-up without a tenant: a function of the owner, which gives away one row for one exact prefix. */
async function findKey(pool: Pool, prefix: string): Promise<KeyRecord | undefined> {
  const { rows } = await whenBuilt(pool.query<KeyRow>('SELECT * FROM identity.find_api_key($1)', [prefix]));
  const [row] = rows;
  return row === undefined
    ? undefined
    : {
        tenantId: row.tenant_id as TenantId, // the column holds nothing else
        keyId: row.id,
        hash: row.hash,
        validUntil: row.valid_until,
        revoked: row.revoked,
        roles: row.roles.filter(isRole),
        scopes: row.scopes,
      };
}

async function readStanding(pool: Pool, tenantId: string): Promise<TenantStanding | undefined> {
  interface Row {
    readonly status: 'active' | 'suspended';
    readonly role: string | null;
    readonly permissions: string[] | null;
  }
  const { rows } = await whenBuilt(
    withTenant(pool, tenantId, (client) => client.query<Row>(STANDING, [tenantId]), { access: 'read' }),
  );
  const changed = rows.flatMap(({ role, permissions }): [Role, string[]][] =>
    role !== null && isRole(role) ? [[role, permissions ?? []]] : [],
  );
  const [first] = rows;
  return first === undefined ? undefined : { status: first.status, roleChanges: new Map(changed) };
}

async function readRoles(pool: Pool, tenantId: string, kind: string | undefined, id: string): Promise<Role[]> {
  const { rows } = await whenBuilt(
    withTenant(pool, tenantId, (client) => client.query<{ role: string }>(ROLES, [tenantId, kind, id]), {
      access: 'read',
    }),
  );
  return rows.map(({ role }) => role).filter(isRole);
}

/** SQLSTATE of a table, function or schema that is not there: the projector makes them at its first start. */
const NOT_BUILT = new Set(['42P01', '42883', '3F000']);

async function whenBuilt<Result>(query: Promise<Result>): Promise<Result> {
  try {
    return await query;
  } catch (error) {
    if (NOT_BUILT.has((error as { code?: string }).code ?? '')) {
      throw new IdentityUnavailable('The read model of identities has not been built yet', { cause: error });
    }
    throw error;
  }
}
