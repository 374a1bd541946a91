import type { InvoiceLine } from '../../domain/invoice/events.ts';
import type { DraftedInvoice } from '../../domain/invoice/state.ts';
import { taxRateOn } from '../../domain/invoice/tax.ts';
import { taxPointOf } from '../../domain/invoice/tax-point.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import { currencyExponent } from '../../domain/kernel/currency.ts';
import { type DecimalString, decimal, roundTo, ZERO } from '../../domain/kernel/decimal.ts';
import type { TaxCategory } from '../../domain/kernel/fields.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import { roundingOn } from '../../domain/seller/state.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { createParties } from '../billing/parties.ts';
import { derivedId } from '../derived-ids.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type DocumentOutcome, loadDocument, onDocument } from './on-document.ts';
import { settleLines } from './settle-lines.ts';

/** A reviewer's own line: it says why it is there. A negative quantity takes off; prices are never negative. */
export interface AdjustmentLine {
  readonly description: string;
  readonly quantity: DecimalString;
  readonly unitPrice: DecimalString;
  readonly taxCategory: TaxCategory;
}

export interface ChangeLines {
  readonly invoiceId: InvoiceId;
  readonly added: readonly AdjustmentLine[];
  readonly removed: readonly { readonly lineId: string; readonly waive: boolean }[];
  readonly reason: string;
  readonly expectedRevision?: number | undefined;
}

/** Changes the lines of a draft: the document's event first, then the contracts whose charges went off it. */
export async function changeDraftLines(
  deps: BillingDeps,
  wanted: ChangeLines,
  provenance: Provenance,
): Promise<DocumentOutcome> {
  const { eventStore } = deps;
  const { invoiceId, removed, reason, expectedRevision } = wanted;
  const { state, commands } = await loadDocument(eventStore, provenance, invoiceId);
  if (!('draft' in state)) {
    return rejected({ code: 'INVOICE_NOT_FOUND', message: 'There is no such document.' });
  }
  if (!commands.has(provenance.commandId)) {
    const { draft } = state;
    const seller = await createParties(eventStore, deps.vault, provenance.tenantId).seller(draft.sellerId);
    const today = civilDateIn(seller.timeZone, deps.clock.now());
    const taxes = {
      rates: seller.taxRates,
      date: taxPointOf(seller, today, draft.periodEnd),
      rounding: roundingOn(seller, today),
    };
    const added: InvoiceLine[] = [];
    for (const [index, line] of wanted.added.entries()) {
      const rate = taxRateOn(taxes.rates, line.taxCategory, taxes.date);
      if (rate === undefined || decimal(line.unitPrice).lt(ZERO)) {
        return rejected(rate === undefined ? noRate(line.taxCategory, taxes.date) : NEGATIVE_PRICE);
      }
      added.push(
        lineOf(draft, line, rate.ratePercent, { reason, rounding: taxes.rounding, lineId: idOf(provenance, index) }),
      );
    }
    const command = { kind: 'changeLines', added, removed, reason, taxes } as const;
    const outcome = await onDocument(eventStore, invoiceId, command, provenance, { expectedRevision });
    if (outcome.outcome === 'rejected') {
      return outcome;
    }
  }
  await settleLines(deps, invoiceId, provenance);
  const reached = await loadDocument(eventStore, provenance, invoiceId);
  return { outcome: 'accepted', invoiceId, ...reached };
}

const NEGATIVE_PRICE = {
  code: 'PRICE_BELOW_ZERO',
  message: 'A price is never below zero; take something off by a negative quantity.',
  fields: { unitPrice: 'must be zero or more' },
};

function noRate(category: TaxCategory, day: string) {
  const message = `The seller has no ${category} tax rate on ${day}; add one to the seller's tax table.`;
  return { code: 'TAX_RATE_MISSING', message };
}

function idOf({ commandId }: Provenance, index: number): string {
  return derivedId(commandId, 'line', index);
}

function lineOf(
  draft: DraftedInvoice,
  { description, quantity, unitPrice, taxCategory }: AdjustmentLine,
  taxRatePercent: InvoiceLine['taxRatePercent'],
  {
    reason,
    rounding,
    lineId,
  }: { readonly reason: string; readonly rounding: 'half_up' | 'half_even'; readonly lineId: string },
): InvoiceLine {
  const { currency, accountId } = draft;
  const places = currencyExponent(currency);
  const contracts = new Set(draft.lines.map(({ contractId }) => contractId));
  const [only = null] = contracts;
  return {
    lineId,
    chargeId: null,
    contractId: contracts.size === 1 ? only : null,
    accountId,
    productId: null,
    description,
    periodStart: null,
    periodEnd: null,
    quantity,
    unitPrice,
    listPrice: null,
    days: null,
    daysOfPeriod: null,
    amount: exactAmount(roundTo(decimal(quantity).times(decimal(unitPrice)), places, rounding), currency),
    taxCategory,
    taxRatePercent,
    reason,
    credits: null,
  };
}
