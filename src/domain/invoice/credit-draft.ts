import type { CivilDate } from '../kernel/calendar.ts';
import type { TaxRate } from '../seller/events.ts';
import type { CreditPlan } from './aftermath.ts';
import type { InvoiceLine } from './events.ts';
import type { DraftedInvoice } from './state.ts';
import { totalsOf } from './tax.ts';

export interface CreditDrafting {
  readonly plan: CreditPlan;
  /** The corrected document as it was drafted: it never changes. */
  readonly corrected: DraftedInvoice;
  readonly taxRates: readonly TaxRate[];
  readonly taxDate: CivilDate;
  readonly lineIdOf: (lineId: string) => string;
}

/** A credit note by hand: the lines of a document, or parts of them, with the tax that was charged on them. */
export function draftCredit({ plan, corrected, taxRates, taxDate, lineIdOf }: CreditDrafting): DraftedInvoice {
  const lines = plan.lines.flatMap((planned): InvoiceLine[] => {
    const line = corrected.lines.find(({ lineId }) => lineId === planned.lineId);
    if (line === undefined) {
      throw new Error(`Credit note ${plan.invoiceId} takes back line ${planned.lineId}, which is not there`);
    }
    const { quantity, unitPrice, amount } = planned;
    const isWhole = amount === line.amount;
    return [
      {
        ...line,
        lineId: lineIdOf(line.lineId),
        chargeId: null,
        quantity,
        unitPrice,
        amount,
        listPrice: isWhole ? line.listPrice : null,
        days: isWhole ? line.days : null,
        daysOfPeriod: isWhole ? line.daysOfPeriod : null,
        reason: plan.reason,
        credits: { invoiceId: plan.corrects, lineId: line.lineId },
      },
    ];
  });
  return {
    ...corrected,
    invoiceId: plan.invoiceId,
    origin: 'credit',
    runId: null,
    documentType: 'credit_note',
    billingType: 'adjustment',
    members: [],
    lines,
    ...totalsOf(lines, taxRates, taxDate, corrected.currency, plan.rounding),
    corrects: [plan.corrects],
    creditKind: plan.kind,
    ownNumber: null,
    notes: null,
  };
}
