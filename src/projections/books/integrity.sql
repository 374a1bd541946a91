-- What the database itself refuses, whoever asks. A rebuild works in a fresh schema, so nobody needs to change a row.
REVOKE UPDATE, DELETE, TRUNCATE ON journal_entries, journal_lines FROM ledgerline_projector;

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION '% on %: the books are never changed', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', HINT = 'Post a correcting entry; to fold the log again, rebuild.';
END
$$;

-- Rights end where the owner and superusers begin; triggers do not.
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Lines come with their entry, in one statement, numbered from 1, and balance. All columns of the group are the same
-- for all lines of an entry, since two groups cannot both begin with line 1; and no line can be added later, since its
-- number 1 is taken. Dynamic, because the schema is renamed when a rebuild takes over. The entry is looked up in a
-- subquery per entry, so that the cost does not grow with the table.
CREATE FUNCTION refuse_unbalanced() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  fault record;
BEGIN
  EXECUTE format(
    $query$
      SELECT l.* FROM (
        SELECT tenant_id, entry_id, seller_id, currency, posted_on, position,
          sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS difference,
          count(*) AS lines, min(line_number) AS first, max(line_number) AS last
        FROM inserted
        GROUP BY tenant_id, entry_id, seller_id, currency, posted_on, position
      ) AS l
      WHERE l.difference <> 0 OR l.lines < 2 OR l.first <> 1 OR l.last <> l.lines
        OR (
          SELECT (e.seller_id, e.currency, e.posted_on, e.position)
            = (l.seller_id, l.currency, l.posted_on, l.position)
          FROM %I.journal_entries AS e
          WHERE e.tenant_id = l.tenant_id AND e.entry_id = l.entry_id
        ) IS NOT TRUE
      LIMIT 1
    $query$,
    TG_TABLE_SCHEMA
  ) INTO fault;
  IF fault.entry_id IS NOT NULL THEN
    RAISE EXCEPTION 'the entry % is not balanced and whole: debits exceed credits by % %, in % lines numbered % to %',
      fault.entry_id, fault.difference, fault.currency, fault.lines, fault.first, fault.last
      USING ERRCODE = 'integrity_constraint_violation',
        HINT = 'Lines must balance, be numbered from 1, and agree with their entry on seller, currency, day and position.';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER balanced AFTER INSERT ON journal_lines REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced();

CREATE FUNCTION refuse_without_lines() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  fault uuid;
BEGIN
  EXECUTE format(
    $query$
      SELECT e.entry_id FROM inserted AS e
      WHERE (
        SELECT true FROM %I.journal_lines AS l
        WHERE l.tenant_id = e.tenant_id AND l.entry_id = e.entry_id AND l.line_number = 1
      ) IS NOT TRUE
      LIMIT 1
    $query$,
    TG_TABLE_SCHEMA
  ) INTO fault;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'the entry % has no lines', fault
      USING ERRCODE = 'integrity_constraint_violation', HINT = 'Insert an entry and its lines in one statement.';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER has_lines AFTER INSERT ON journal_entries REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_without_lines();
