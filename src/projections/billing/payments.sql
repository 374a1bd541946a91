-- Money received, and what became of it.
CREATE TABLE payments (
  tenant_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  -- Who paid.
  account_id uuid NOT NULL,
  currency text NOT NULL,
  amount numeric NOT NULL,
  method text NOT NULL,
  reference text,
  received_on date NOT NULL,
  note text,
  -- recorded, reversing, reversed.
  life text NOT NULL,
  -- Set aside for invoices: applied there, or on the way.
  allocated_amount numeric NOT NULL,
  refunded_amount numeric NOT NULL,
  unapplied_amount numeric NOT NULL GENERATED ALWAYS AS (
    CASE WHEN life = 'reversed' THEN 0 ELSE amount - allocated_amount - refunded_amount END
  ) STORED,
  status text NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN life <> 'recorded' THEN 'reversed'
      WHEN refunded_amount = amount THEN 'refunded'
      WHEN allocated_amount + refunded_amount = amount THEN 'applied'
      WHEN allocated_amount = 0 THEN 'unapplied'
      ELSE 'partially_applied'
    END
  ) STORED,
  -- Allocations that wait for their invoice: nearly always none.
  pending integer NOT NULL,
  reversed_on date,
  reversal_reason text,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, payment_id)
);
SELECT ops.protect_tenant_table('payments');

CREATE TABLE payment_allocations (
  tenant_id uuid NOT NULL,
  allocation_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  -- Of the payment.
  amount numeric NOT NULL,
  -- [{kind, amount}] on top of it.
  deductions jsonb NOT NULL,
  -- started, settled, withdrawn, undoing, undone.
  status text NOT NULL,
  allocated_on date NOT NULL,
  undone_on date,
  -- Why it was withdrawn or undone.
  code text,
  reason text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, allocation_id)
);
SELECT ops.protect_tenant_table('payment_allocations');

CREATE TABLE payment_refunds (
  tenant_id uuid NOT NULL,
  refund_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  amount numeric NOT NULL,
  reason text NOT NULL,
  reference text,
  refunded_on date NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, refund_id)
);
SELECT ops.protect_tenant_table('payment_refunds');
