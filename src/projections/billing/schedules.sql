-- When billing runs are started by themselves.
CREATE TABLE billing_schedules (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  -- active, paused, removed
  status text NOT NULL,
  -- Why it is paused or was removed.
  status_reason text,
  seller_id uuid NOT NULL,
  name text NOT NULL,
  cron text NOT NULL,
  time_zone text NOT NULL,
  scope jsonb NOT NULL,
  -- "grouping" is a word of SQL's own.
  run_grouping text NOT NULL,
  finalise boolean NOT NULL,
  stagger_days integer NOT NULL,
  lead_days integer NOT NULL,
  last_occurrence timestamptz,
  last_run_id uuid,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('billing_schedules');
CREATE INDEX billing_schedules_by_created ON billing_schedules (tenant_id, created_at, id);
