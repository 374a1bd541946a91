CREATE INDEX accounts_by_name ON accounts (tenant_id, account_name);
