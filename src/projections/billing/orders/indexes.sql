CREATE INDEX purchase_orders_by_account ON purchase_orders (tenant_id, account_id, currency);
CREATE INDEX purchase_orders_by_creation ON purchase_orders (tenant_id, created_at, order_id);
CREATE INDEX purchase_orders_by_number ON purchase_orders (tenant_id, order_number, order_id);
CREATE INDEX purchase_orders_by_end ON purchase_orders (tenant_id, valid_until, order_id);
CREATE INDEX purchase_orders_waking ON purchase_orders (tenant_id, wakes_on) WHERE wakes_on IS NOT NULL;
CREATE INDEX purchase_orders_pending ON purchase_orders (tenant_id, created_at, order_id) WHERE is_pending;
CREATE INDEX purchase_order_draws_by_invoice ON purchase_order_draws (tenant_id, invoice_id);
CREATE INDEX purchase_order_draws_unsettled ON purchase_order_draws (tenant_id, drawn_at) WHERE status = 'drawn';
