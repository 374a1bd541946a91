-- What a billing run looks for.
CREATE INDEX contracts_due ON contracts (tenant_id, seller_id, next_due_on, id) WHERE next_due_on IS NOT NULL;
-- What renews by itself, the most overdue first.
CREATE INDEX contracts_to_renew ON contracts (tenant_id, renews_on, id) WHERE renews_on IS NOT NULL;

-- Lists are ordered by a field, then by id in the same direction; read backwards for descending.
CREATE INDEX contracts_by_created ON contracts (tenant_id, created_at, id);
CREATE INDEX contracts_by_number ON contracts (tenant_id, contract_number, id);
CREATE INDEX contracts_by_account ON contracts (tenant_id, account_id, created_at, id);
CREATE INDEX contracts_by_bill_to ON contracts (tenant_id, bill_to_account_id, id);
CREATE INDEX contracts_by_start ON contracts (tenant_id, start_date, id);
CREATE INDEX contracts_by_end ON contracts (tenant_id, end_date, id);
CREATE INDEX contracts_by_value ON contracts (tenant_id, contract_value, id);
-- Shared contracts are few: contracts_shared_with looks here.
CREATE INDEX contracts_splits ON contracts USING gin ((state -> 'splits') jsonb_path_ops)
  WHERE state -> 'splits' <> '[]'::jsonb AND state ? 'splits';
CREATE INDEX contracts_number_trigrams ON contracts USING gin (contract_number gin_trgm_ops);
