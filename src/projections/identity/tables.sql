-- Who may come in, and what they may do. Written from events; the last use of a key is in ops.api_key_uses.

CREATE TABLE tenants (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  status text NOT NULL,
  status_reason text,
  status_since timestamptz NOT NULL,
  four_eyes boolean NOT NULL,
  account_tree_depth_max integer NOT NULL,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id)
);
SELECT ops.protect_tenant_table('tenants');

-- What a role holds in a tenant, where it differs from everywhere else.
CREATE TABLE role_permissions (
  tenant_id uuid NOT NULL,
  role text NOT NULL,
  permissions text[] NOT NULL,
  reason text NOT NULL,
  changed_by_kind text NOT NULL,
  changed_by_id text NOT NULL,
  changed_at timestamptz NOT NULL,
  approved_by_kind text,
  approved_by_id text,
  request_id uuid,
  PRIMARY KEY (tenant_id, role)
);
SELECT ops.protect_tenant_table('role_permissions');

-- Roles that people have now.
CREATE TABLE role_assignments (
  tenant_id uuid NOT NULL,
  principal_kind text NOT NULL,
  principal_id text NOT NULL,
  role text NOT NULL,
  reason text NOT NULL,
  granted_by_kind text NOT NULL,
  granted_by_id text NOT NULL,
  granted_at timestamptz NOT NULL,
  approved_by_kind text,
  approved_by_id text,
  request_id uuid,
  PRIMARY KEY (tenant_id, principal_kind, principal_id, role)
);
SELECT ops.protect_tenant_table('role_assignments');

CREATE TABLE api_keys (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  prefix text NOT NULL,
  hash text NOT NULL,
  previous_prefix text,
  previous_hash text,
  previous_until timestamptz,
  roles text[] NOT NULL,
  scopes text[],
  expires_at timestamptz,
  created_by_kind text NOT NULL,
  created_by_id text NOT NULL,
  created_at timestamptz NOT NULL,
  rotated_at timestamptz,
  revoked_at timestamptz,
  revoked_reason text,
  approved_by_kind text,
  approved_by_id text,
  request_id uuid,
  revision integer NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('api_keys');

-- Lists show keys, and have no use for what proves them.
REVOKE SELECT ON api_keys FROM ledgerline_api, ledgerline_worker;
GRANT SELECT (
  tenant_id, id, name, prefix, previous_prefix, previous_until, roles, scopes, expires_at,
  created_by_kind, created_by_id, created_at, rotated_at, revoked_at, revoked_reason,
  approved_by_kind, approved_by_id, request_id, revision
) ON api_keys TO ledgerline_api, ledgerline_worker;

-- Not left for later: a key is looked up while the tables are still being filled, too.
CREATE INDEX api_keys_by_prefix ON api_keys (prefix);
CREATE INDEX api_keys_by_previous_prefix ON api_keys (previous_prefix) WHERE previous_prefix IS NOT NULL;

-- Changes of a tenant's settings, before and after.
CREATE TABLE tenant_changes (
  tenant_id uuid NOT NULL,
  revision integer NOT NULL,
  setting text NOT NULL,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  reason text NOT NULL,
  changed_by_kind text NOT NULL,
  changed_by_id text NOT NULL,
  approved_by_kind text,
  approved_by_id text,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, revision)
);
SELECT ops.protect_tenant_table('tenant_changes');

-- Power that somebody has asked for, and what another person has said to it.
CREATE TABLE grant_requests (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  -- As in the event, without what proves a key.
  details jsonb NOT NULL,
  requested_by_kind text NOT NULL,
  requested_by_id text NOT NULL,
  responsible_kind text NOT NULL,
  responsible_id text NOT NULL,
  reason text NOT NULL,
  requested_at timestamptz NOT NULL,
  decided_by_kind text,
  decided_by_id text,
  decided_reason text,
  decided_at timestamptz,
  lapsed_because text,
  revision integer NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('grant_requests');
