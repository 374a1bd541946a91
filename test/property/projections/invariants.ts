/** A law between rows, and the query that finds what breaks it: no rows, no breach. */
export interface Invariant {
  readonly law: string;
  readonly sql: string;
}

/** Signed as on the contract: what a credit note shows positive takes away. */
const ITEMS = `
  select item.tenant_id, item.contract_id, item.charge_id,
    case invoice.document_type when 'credit_note' then -item.amount else item.amount end as amount
  from billing.invoice_items as item
  join billing.invoices as invoice using (tenant_id, invoice_id)
  where invoice.status <> 'discarded'`;

const CHARGES_IN_FORCE = `
  select charge.tenant_id, charge.contract_id, charge.charge_id, charge.amount
  from billing.charges as charge
  join billing.claims as claim using (tenant_id, claim_id)
  where not claim.released`;

export const INVARIANTS: readonly Invariant[] = [
  {
    law: 'the closure is what recursion over the parents gives',
    sql: `
      with recursive way as (
        select tenant_id, id as descendant_id, id as ancestor_id, 0 as depth from directory.accounts
        union all
        select way.tenant_id, way.descendant_id, above.parent_account_id, way.depth + 1
        from way
        join directory.accounts as above on above.tenant_id = way.tenant_id and above.id = way.ancestor_id
        where above.parent_account_id is not null
      ),
      closure as (select tenant_id, descendant_id, ancestor_id, depth from directory.account_closure)
      (select * from way except select * from closure) union all (select * from closure except select * from way)`,
  },
  {
    law: 'every charge in force stands on one document that is not thrown away, and nothing else does',
    sql: `(${CHARGES_IN_FORCE} except all ${ITEMS}) union all (${ITEMS} except all ${CHARGES_IN_FORCE})`,
  },
  {
    law: 'contract by contract, the charges in force sum to the lines of its documents',
    sql: `
      select contract_id, charged.amount as charged, billed.amount as billed
      from (select contract_id, sum(amount) as amount from (${CHARGES_IN_FORCE}) as c group by contract_id) as charged
      full join (select contract_id, sum(amount) as amount from (${ITEMS}) as i group by contract_id) as billed
        using (contract_id)
      where charged.amount is distinct from billed.amount`,
  },
  {
    law: 'a claim is the sum of its charges',
    sql: `
      select claim_id, claim.amount, sum(charge.amount), claim.charge_count, count(*)
      from billing.claims as claim
      left join billing.charges as charge using (tenant_id, claim_id)
      group by claim_id, claim.amount, claim.charge_count
      having claim.amount <> sum(charge.amount) or claim.charge_count <> count(charge.charge_id)`,
  },
  {
    law: 'a document is the sum of its lines, and its total that and the tax',
    sql: `
      select invoice_id, invoice.subtotal, sum(item.amount)
      from billing.invoices as invoice
      left join billing.invoice_items as item using (tenant_id, invoice_id)
      group by invoice_id, invoice.subtotal, invoice.tax, invoice.total, invoice.item_count
      having invoice.subtotal <> sum(item.amount) or invoice.total <> invoice.subtotal + invoice.tax
        or invoice.item_count <> count(item.line_no)`,
  },
  {
    law: 'credit notes take back what the invoices show as credited, and never more than stands on them',
    sql: `
      select invoice_id, invoice.total, invoice.credited_amount, sum(credit.amount)
      from billing.invoices as invoice
      left join billing.invoice_credits as credit using (tenant_id, invoice_id)
      where invoice.document_type = 'invoice'
      group by invoice_id, invoice.total, invoice.credited_amount
      having invoice.credited_amount <> coalesce(sum(credit.amount), 0) or invoice.credited_amount > invoice.total`,
  },
  {
    law: 'every finalised document has one number, and every number its document, without a gap',
    sql: `
      select invoice_id, register.number_revision
      from (select * from billing.invoices where status = 'finalised') as invoice
      full join billing.number_register as register using (tenant_id, invoice_id)
      where invoice.invoice_id is null or register.invoice_id is null
      union all
      select null, max(number_revision) from billing.number_register
      group by series having max(number_revision) <> count(*) - 1 or min(number_revision) <> 0`,
  },
  {
    law: 'debits equal credits in every entry',
    sql: `
      select entry_id from books.journal_lines group by entry_id
      having sum(case side when 'debit' then amount else -amount end) <> 0`,
  },
  {
    law: 'daily balances are the sums of the lines',
    sql: `
      with summed as (
        select tenant_id, seller_id, currency, account_code, posted_on,
          coalesce(sum(amount) filter (where side = 'debit'), 0) as debits,
          coalesce(sum(amount) filter (where side = 'credit'), 0) as credits, count(*) as lines
        from books.journal_lines group by tenant_id, seller_id, currency, account_code, posted_on
      )
      (table summed except table books.daily_balances) union all (table books.daily_balances except table summed)`,
  },
  {
    law: 'receivable in the books is what finalised documents ask for, less what payments have settled',
    sql: `
      select currency, asked.amount as asked, booked.amount as booked
      from (
        select currency, sum(case document_type when 'credit_note' then -total else total - paid_amount end) as amount
        from billing.invoices where status = 'finalised' group by currency
      ) as asked
      full join (
        select currency, sum(case side when 'debit' then amount else -amount end) as amount
        from books.journal_lines where account_code = '1100' group by currency
      ) as booked using (currency)
      where coalesce(asked.amount, 0) <> coalesce(booked.amount, 0)`,
  },
  {
    law: 'an invoice shows as paid what its settled allocations settle, and never more than it asks for',
    sql: `
      with settled as (
        select invoice_id, sum(l.amount + coalesce((select sum((d->>'amount')::numeric) from jsonb_array_elements(l.deductions) as d), 0)) as amount
        from billing.payment_allocations as l where status = 'settled' group by invoice_id
      )
      select invoice_id, i.total, i.paid_amount, s.amount, i.paid_date
      from billing.invoices as i full join settled as s using (invoice_id)
      where coalesce(i.paid_amount, 0) <> coalesce(s.amount, 0) or i.paid_amount > i.total
        or (i.paid_date is not null) <> (i.paid_amount > 0 and i.balance_due <= 0)`,
  },
  {
    law: 'a payment is what it was used for, what was given back, and what is unapplied; nothing is left on its way',
    sql: `
      select payment_id, p.amount, p.allocated_amount, p.pending, p.life
      from billing.payments as p
      where p.pending <> 0 or p.life = 'reversing' or p.unapplied_amount < 0
        or p.allocated_amount <> coalesce((select sum(amount) from billing.payment_allocations as l
          where l.payment_id = p.payment_id and l.status = 'settled'), 0)
        or p.refunded_amount <> coalesce((select sum(amount) from billing.payment_refunds as r
          where r.payment_id = p.payment_id), 0)`,
  },
  {
    law: 'unapplied cash in the books is what payments show as unapplied, and the bank what has stayed',
    sql: `
      select currency, shown.unapplied, shown.stayed, booked.unapplied, booked.bank
      from (
        select currency, sum(unapplied_amount) as unapplied,
          sum(case life when 'reversed' then 0 else amount - refunded_amount end) as stayed
        from billing.payments group by currency
      ) as shown
      full join (
        select currency,
          sum(case when account_code = '2300' then case side when 'credit' then amount else -amount end else 0 end) as unapplied,
          sum(case when account_code = '1000' then case side when 'debit' then amount else -amount end else 0 end) as bank
        from books.journal_lines where account_code in ('1000', '2300') group by currency
      ) as booked using (currency)
      where coalesce(shown.unapplied, 0) <> coalesce(booked.unapplied, 0) or coalesce(shown.stayed, 0) <> coalesce(booked.bank, 0)`,
  },
];
