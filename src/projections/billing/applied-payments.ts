import type { Application } from '../../domain/invoice/settlement.ts';
import { exactAmount, sumDecimals } from '../../domain/kernel/money.ts';
import type { InvoiceRow } from './queries/rows.ts';

type Settled = Pick<InvoiceRow, 'applied_payments' | 'paid_amount' | 'last_paid_on'>;

/** What an invoice's row says of payments after one more was applied. */
export function applied(
  { applied_payments }: InvoiceRow,
  { allocationId, amount, appliedOn, currency }: Application,
): Settled {
  return settledBy([...applied_payments, { allocationId, amount, appliedOn }], currency);
}

/** The same after one was taken off again: the day of the last payment is then that of the last one left. */
export function unapplied(
  { applied_payments }: InvoiceRow,
  { allocationId, currency }: Pick<Application, 'allocationId' | 'currency'>,
): Settled {
  return settledBy(
    applied_payments.filter((each) => each.allocationId !== allocationId),
    currency,
  );
}

function settledBy(payments: Settled['applied_payments'], currency: string): Settled {
  const days = payments.map(({ appliedOn }) => appliedOn).sort();
  return {
    applied_payments: payments,
    paid_amount: exactAmount(sumDecimals(payments.map(({ amount }) => amount)), currency),
    last_paid_on: days.at(-1) ?? null,
  };
}
