import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, type Rejection, reject } from '../kernel/decider.ts';
import { decimal, type RoundingMode, ZERO } from '../kernel/decimal.ts';
import type { TaxRate } from '../seller/events.ts';
import type { InvoiceEvent, InvoiceLine } from './events.ts';
import type { InvoiceState } from './state.ts';
import { totalsOf } from './tax.ts';

export type ReviewCommand =
  | {
      readonly kind: 'changeLines';
      readonly added: readonly InvoiceLine[];
      /** `waive`: the charge behind it is forgiven; else it is due again. */
      readonly removed: readonly { readonly lineId: string; readonly waive: boolean }[];
      readonly reason: string;
      readonly taxes: { readonly rates: readonly TaxRate[]; readonly date: CivilDate; readonly rounding: RoundingMode };
    }
  | { readonly kind: 'settleLines' };

/**
 * Changes the lines of a draft. What a charge says is never rewritten: its line goes as a whole, and a reviewer's own
 * change is a line with a reason (billing-rules §4).
 */
export function changeLines(
  command: Extract<ReviewCommand, { kind: 'changeLines' }>,
  state: InvoiceState,
): Decision<InvoiceEvent> {
  if (state.status !== 'draft' && state.status !== 'held') {
    return 'draft' in state
      ? reject('INVOICE_FINALISED', 'The document is not a draft any more; correct it with a credit note.')
      : reject('INVOICE_NOT_FOUND', 'There is no such document.');
  }
  const { draft } = state;
  if (draft.origin === 'credit') {
    return reject(
      'INVOICE_NOT_CREDITABLE',
      'The lines of a credit note by hand are fixed; discard it and make another one.',
    );
  }
  const { reason, taxes, added } = command;
  const removed: Extract<InvoiceEvent, { type: 'DraftLinesChanged' }>['data']['removed'] = [];
  for (const { lineId, waive } of command.removed) {
    const line = draft.lines.find((each) => each.lineId === lineId);
    const fault = line === undefined ? NOT_THERE : waive ? waiverFault(line) : null;
    if (line === undefined || fault !== null) {
      return { outcome: 'rejected', rejection: fault ?? NOT_THERE };
    }
    removed.push({ line, how: line.chargeId === null ? 'removed' : waive ? 'waived' : 'released' });
  }
  const gone = new Set(removed.map(({ line }) => line.lineId));
  const lines = [...draft.lines.filter(({ lineId }) => !gone.has(lineId)), ...added];
  if (lines.length === 0) {
    return reject('LAST_LINE', 'A document has at least one line; discard the draft instead.');
  }
  const totals = totalsOf(lines, taxes.rates, taxes.date, draft.currency, taxes.rounding);
  if (decimal(totals.total).lt(ZERO)) {
    return reject(
      'TOTAL_BELOW_ZERO',
      'The total would be below zero, and no document has such a total; take less off.',
    );
  }
  const data = { added: [...added], removed, ...totals, ...extent(lines), reason };
  return accept({ type: 'DraftLinesChanged', data });
}

const NOT_THERE: Rejection = { code: 'INVOICE_LINE_NOT_FOUND', message: 'The draft has no such line.' };

function waiverFault({ chargeId, amount }: InvoiceLine): Rejection | null {
  return chargeId === null || decimal(amount).lt(ZERO)
    ? {
        code: 'CHARGE_NOT_WAIVABLE',
        message: 'Only what is charged can be forgiven; remove the line instead.',
      }
    : null;
}

function extent(lines: readonly InvoiceLine[]) {
  const starts = lines.flatMap(({ periodStart }) => periodStart ?? []).sort();
  const ends = lines.flatMap(({ periodEnd }) => periodEnd ?? []).sort();
  return { periodStart: starts[0] ?? null, periodEnd: ends.at(-1) ?? null };
}
