-- Prices of products by currency and date.

CREATE TABLE price_books (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  currency text NOT NULL,
  -- Null: of all sellers.
  seller_id uuid,
  is_default boolean NOT NULL,
  status text NOT NULL,
  activated_on date,
  retired_on date,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('price_books');

-- Versions: each holds until the next one of the same book and product.
CREATE TABLE price_book_prices (
  tenant_id uuid NOT NULL,
  price_book_id uuid NOT NULL,
  product_id uuid NOT NULL,
  valid_from date NOT NULL,
  price jsonb NOT NULL,
  setup_fee numeric,
  PRIMARY KEY (tenant_id, price_book_id, product_id, valid_from)
);
-- Indexed at once: the versions of a product are asked for across books.
CREATE INDEX price_book_prices_by_product ON price_book_prices (tenant_id, product_id, valid_from);
SELECT ops.protect_tenant_table('price_book_prices');
