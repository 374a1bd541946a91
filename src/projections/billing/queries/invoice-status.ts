import { type RawBuilder, sql } from 'kysely';
import type { DocumentType } from '../../../domain/invoice/events.ts';
import { decimal, ZERO } from '../../../domain/kernel/decimal.ts';
import type { DocumentStatus } from './rows.ts';

/**
 * What people see. Derived on the day of asking from what happened, the balance and the due date. `paid` is whatever is
 * settled: by payments, by credit notes, or because nothing was to be paid.
 */
export const SHOWN_STATUSES = [
  'draft',
  'held',
  'sent',
  'partially_paid',
  'paid',
  'overdue',
  'cancelled',
  'void',
] as const;
/** `issued` is a finalised credit note: nobody owes it. */
export type ShownStatus = (typeof SHOWN_STATUSES)[number] | 'issued';

export interface StatusFacts {
  readonly documentType: DocumentType;
  readonly status: DocumentStatus;
  readonly dueDate: string | null;
  readonly balanceDue: string;
  readonly paidAmount: string;
}

/** `today`: civil date where the seller is. Overdue beats partially paid (billing-rules §7). */
export function shownStatus(facts: StatusFacts, today: string): ShownStatus {
  const { dueDate, balanceDue, paidAmount } = facts;
  switch (facts.status) {
    case 'draft':
    case 'finalising': // it has no number yet, and will have one in a moment
      return 'draft';
    case 'held':
      return 'held';
    case 'discarded':
      return 'cancelled';
    case 'void':
      return 'void';
    case 'finalised':
      if (facts.documentType === 'credit_note') {
        return 'issued';
      }
      if (decimal(balanceDue).lte(ZERO)) {
        return 'paid';
      }
      if (dueDate !== null && dueDate < today) {
        return 'overdue';
      }
      return decimal(paidAmount).gt(ZERO) ? 'partially_paid' : 'sent';
  }
}

/** The same in SQL, over columns of the invoice `k`. */
export function shownStatusSql(today: RawBuilder<string>): RawBuilder<ShownStatus> {
  return sql<ShownStatus>`case
    when k.status = 'discarded' then 'cancelled'
    when k.status = 'held' then 'held'
    when k.status = 'void' then 'void'
    when k.status <> 'finalised' then 'draft'
    when k.document_type = 'credit_note' then 'issued'
    when k.balance_due <= 0 then 'paid'
    when k.due_date < ${today} then 'overdue'
    when k.paid_amount > 0 then 'partially_paid'
    else 'sent'
  end`;
}

/** What a shown status says about the columns: the condition with which an index can find such rows. */
const IMPLIED: Readonly<Record<ShownStatus, string>> = {
  draft: `k.status in ('draft', 'finalising')`,
  held: `k.status = 'held'`,
  cancelled: `k.status = 'discarded'`,
  void: `k.status = 'void'`,
  paid: `(k.status = 'finalised' and k.balance_due <= 0)`,
  sent: `(k.status = 'finalised' and k.balance_due > 0)`,
  partially_paid: `(k.status = 'finalised' and k.balance_due > 0)`,
  issued: `k.status = 'finalised'`,
  overdue: `(k.status = 'finalised' and k.balance_due > 0)`,
};

/** True for every row that is shown with one of these statuses; a filter on the derived status still has to follow. */
export function impliedBy(statuses: readonly ShownStatus[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.raw([...new Set(statuses.map((status) => IMPLIED[status]))].join(' or '))})`;
}
