-- What a roll-up is made of: who stood below whom on which days, and what each account came to by day, alone and with
-- all below it. These tables are
-- part of the group billing, so that a roll-up and the documents that it sums up are of one moment.

-- The tenant's tree: the day of its last move.
CREATE TABLE account_trees (
  tenant_id uuid NOT NULL,
  moved_on date NOT NULL,
  PRIMARY KEY (tenant_id)
);
SELECT ops.protect_tenant_table('account_trees');

-- Every pair of an account and one that stood above it, itself included at depth 0, with the days on which it did: from
-- valid_from on, until the day before valid_until. For ever is -infinity and infinity.
CREATE TABLE account_memberships (
  tenant_id uuid NOT NULL,
  ancestor_id uuid NOT NULL,
  descendant_id uuid NOT NULL,
  depth integer NOT NULL,
  valid_from date NOT NULL,
  valid_until date NOT NULL CHECK (valid_from < valid_until),
  PRIMARY KEY (tenant_id, ancestor_id, descendant_id, valid_from) INCLUDE (depth, valid_until)
);
-- Needed while building, not only for reading: moves look upwards.
CREATE INDEX account_memberships_upwards ON account_memberships (tenant_id, descendant_id, valid_until);
SELECT ops.protect_tenant_table('account_memberships');

-- Every change of an account's own figures, by the day on which it takes effect: what roll-ups are summed up from, and what
-- moves take along. Seats and contracts stand where the account stands; a document, for ever, where its buyer stood on its
-- issue date.
CREATE TABLE account_steps (
  tenant_id uuid NOT NULL,
  account_id uuid NOT NULL,
  -- XXX (ISO 4217: no currency) for the account itself.
  currency text NOT NULL,
  -- Above whom it counts is told by the place of the account on this day; infinity when it moves along with the account.
  stood_on date NOT NULL,
  day date NOT NULL,
  -- How many changes fall on the day. When the last one is taken back, the row goes.
  steps integer NOT NULL CHECK (steps > 0),
  accounts integer NOT NULL,
  active_contracts integer NOT NULL,
  committed_value numeric NOT NULL,
  seats bigint NOT NULL,
  billed numeric NOT NULL,
  paid numeric NOT NULL,
  overdue numeric NOT NULL,
  PRIMARY KEY (tenant_id, account_id, currency, stood_on, day)
);
SELECT ops.protect_tenant_table('account_steps');

-- What an account comes to from `day` on, until the day before `until`: with all that stands below it, and alone (own_).
-- Running totals, so that a day is one row whatever came before and whatever hangs below. A row stands for every day on
-- which something changed, and for no other.
CREATE TABLE account_figures (
  tenant_id uuid NOT NULL,
  account_id uuid NOT NULL,
  currency text NOT NULL,
  day date NOT NULL,
  until date NOT NULL CHECK (day < until),
  -- How many changes fall on the day, those of coming and going included.
  steps integer NOT NULL CHECK (steps > 0),
  -- How many steps are summed up here: a currency without any is not shown.
  known bigint NOT NULL,
  accounts integer NOT NULL,
  active_contracts integer NOT NULL,
  committed_value numeric NOT NULL,
  seats bigint NOT NULL,
  billed numeric NOT NULL,
  paid numeric NOT NULL,
  overdue numeric NOT NULL,
  own_known bigint NOT NULL,
  own_accounts integer NOT NULL,
  own_active_contracts integer NOT NULL,
  own_committed_value numeric NOT NULL,
  own_seats bigint NOT NULL,
  own_billed numeric NOT NULL,
  own_paid numeric NOT NULL,
  own_overdue numeric NOT NULL,
  PRIMARY KEY (tenant_id, account_id, currency, day)
);
-- Both what a roll-up reads and what a step changes: the row in force on a day and those behind it. With all that a
-- roll-up shows, so that it reads the index alone.
CREATE INDEX account_figures_in_force ON account_figures (tenant_id, account_id, until, day)
  INCLUDE (currency, known, accounts, active_contracts, committed_value, seats, billed, paid, overdue, own_known,
    own_accounts, own_active_contracts, own_committed_value, own_seats, own_billed, own_paid, own_overdue);
SELECT ops.protect_tenant_table('account_figures');

-- What each contract adds to its account's figures, by day: taken back when an amendment changes it.
CREATE TABLE contract_steps (
  tenant_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  day date NOT NULL,
  account_id uuid NOT NULL,
  currency text NOT NULL,
  active_contracts integer NOT NULL,
  committed_value numeric NOT NULL,
  seats bigint NOT NULL,
  PRIMARY KEY (tenant_id, contract_id, day)
);
SELECT ops.protect_tenant_table('contract_steps');
