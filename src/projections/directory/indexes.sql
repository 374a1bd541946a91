-- Lists are ordered by a field, then by id in the same direction; read backwards for descending.
CREATE INDEX accounts_by_created ON accounts (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX accounts_by_name ON accounts (tenant_id, account_name, id) WHERE deleted_at IS NULL;
CREATE INDEX accounts_by_parent ON accounts (tenant_id, parent_account_id, id) WHERE deleted_at IS NULL;
CREATE INDEX accounts_by_status ON accounts (tenant_id, status, id) WHERE deleted_at IS NULL;
CREATE INDEX accounts_name_trigrams ON accounts USING gin (account_name gin_trgm_ops);

CREATE INDEX price_books_by_created ON price_books (tenant_id, created_at, id);
CREATE INDEX price_books_by_name ON price_books (tenant_id, name, id);

CREATE INDEX products_by_created ON products (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_name ON products (tenant_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_sku ON products (tenant_id, sku, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_price ON products (tenant_id, base_price, id) WHERE deleted_at IS NULL;
CREATE INDEX products_name_trigrams ON products USING gin (name gin_trgm_ops);
CREATE INDEX products_sku_trigrams ON products USING gin (sku gin_trgm_ops);

-- Few accounts have a credit policy of their own, or are on hold.
CREATE INDEX accounts_with_credit_policy ON accounts (tenant_id, id) WHERE credit_policies <> '[]'::jsonb;
CREATE INDEX accounts_on_hold ON accounts (tenant_id, account_name, id) WHERE credit_hold;
CREATE INDEX accounts_limited ON accounts (tenant_id, id) WHERE credit_limit IS NOT NULL;
