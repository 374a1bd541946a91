-- How far each group of read models has come. Operational: not rebuilt from events.
CREATE TABLE IF NOT EXISTS ops.projection_checkpoints (
  -- The group's name; `<group>_rebuild` while a new version is built beside the live one.
  schema_name text PRIMARY KEY,
  group_name text NOT NULL,
  version integer NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'halted', 'rebuilding')),
  -- Last event folded; null before the first one. A position is at most 2^63 - 1: it is an offset in a file.
  position bigint,
  event_id uuid,
  recorded_at timestamptz,
  -- Where and why it halted.
  halted_position bigint,
  halted_event_id uuid,
  halted_stream text,
  error text,
  updated_at timestamptz NOT NULL
);

GRANT SELECT ON ops.projection_checkpoints TO ledgerline_api, ledgerline_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.projection_checkpoints TO ledgerline_projector;
