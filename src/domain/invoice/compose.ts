import type { Charge } from '../contract/events.ts';
import type { BindingContract } from '../contract/state.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { currencyExponent } from '../kernel/currency.ts';
import { decimal, type RoundingMode, toDecimalString, toFixedDecimalString, ZERO } from '../kernel/decimal.ts';
import type { TaxCategory } from '../kernel/fields.ts';
import type { BillingRunId, InvoiceId } from '../kernel/ids.ts';
import { sumDecimals } from '../kernel/money.ts';
import type { TaxRate } from '../seller/events.ts';
import type { InvoiceLine, MemberOutcome } from './events.ts';
import type { DraftedInvoice } from './state.ts';
import { taxRateOn, totalsOf } from './tax.ts';

/** One contract with the charges that it brings to the document. */
export interface ComposedMember {
  readonly contract: BindingContract;
  readonly charges: readonly Charge[];
}

export interface Composition {
  readonly invoiceId: InvoiceId;
  readonly runId: BillingRunId;
  readonly members: readonly ComposedMember[];
  readonly outcomes: readonly MemberOutcome[];
  readonly taxRates: readonly TaxRate[];
  /** Tax category that the buyer's account asks for, over those of the lines. */
  readonly taxCategory: TaxCategory | null;
  readonly taxDate: CivilDate;
  readonly rounding: RoundingMode;
  /** The document's line id for a charge: always the same for the same charge. */
  readonly lineIdOf: (chargeId: string) => string;
  /** Which document a charge stands on, for credits: charge id → invoice id. */
  readonly documentOf: (chargeId: string) => InvoiceId | undefined;
}

/** A tax category for which the seller's table has no rate on that day. */
export interface MissingTaxRate {
  readonly missingTaxRate: TaxCategory;
}

/**
 * A document from the charges of contracts that belong together (same seller, buyer, bill-to, currency, terms, order).
 * A negative sum makes it a credit note, whose signs are turned: there are no negative invoices.
 */
export function composeDocument(composition: Composition): DraftedInvoice | MissingTaxRate {
  const [head] = composition.members;
  if (head === undefined) {
    throw new Error('A document has at least one member with charges');
  }
  const { terms, sellerId } = head.contract;
  const { currency } = terms;
  const charges = composition.members.flatMap((member) => member.charges);
  const isCredit = sumDecimals(charges.map((charge) => charge.amount)).lt(ZERO);
  const lines: InvoiceLine[] = [];
  for (const { contract, charges: own } of composition.members) {
    for (const charge of own) {
      const category = composition.taxCategory ?? charge.taxCategory;
      const rate = taxRateOn(composition.taxRates, category, composition.taxDate);
      if (rate === undefined) {
        return { missingTaxRate: category };
      }
      lines.push(lineOf(charge, contract, rate, isCredit, composition.lineIdOf(charge.chargeId)));
    }
  }
  return {
    invoiceId: composition.invoiceId,
    runId: composition.runId,
    documentType: isCredit ? 'credit_note' : 'invoice',
    sellerId,
    accountId: terms.accountId,
    billToAccountId: terms.billToAccountId,
    currency,
    paymentTerms: terms.paymentTerms,
    paymentTermsDays: terms.paymentTermsDays,
    purchaseOrderNumber: terms.purchaseOrderNumber,
    billingType: 'recurring',
    periodStart: extreme(
      charges.map((charge) => charge.serviceStart),
      'first',
    ),
    periodEnd: extreme(
      charges.map((charge) => charge.serviceEnd),
      'last',
    ),
    members: [...composition.outcomes],
    lines,
    ...totalsOf(lines, composition.taxRates, currency, composition.rounding),
    corrects: isCredit ? correctedDocuments(charges, composition.documentOf) : [],
  };
}

function lineOf(
  charge: Charge,
  contract: BindingContract,
  rate: TaxRate,
  isCredit: boolean,
  lineId: string,
): InvoiceLine {
  const turned = (text: string) => (isCredit ? decimal(text).times(decimal('-1')) : decimal(text));
  return {
    lineId,
    chargeId: charge.chargeId,
    contractId: contract.contractId,
    accountId: contract.terms.accountId,
    productId: charge.productId,
    description: charge.description,
    periodStart: charge.serviceStart,
    periodEnd: charge.serviceEnd,
    quantity: toDecimalString(turned(charge.quantity)),
    unitPrice: charge.unitPrice,
    listPrice: charge.listPrice,
    days: charge.days,
    daysOfPeriod: charge.daysOfPeriod,
    amount: toFixedDecimalString(turned(charge.amount), currencyExponent(contract.terms.currency)),
    taxCategory: rate.category,
    taxRatePercent: rate.ratePercent,
  };
}

function extreme(days: readonly CivilDate[], which: 'first' | 'last'): CivilDate {
  const sorted = [...days].sort();
  const day = which === 'first' ? sorted[0] : sorted.at(-1);
  if (day === undefined) {
    throw new Error('A document covers at least one day');
  }
  return day;
}

function correctedDocuments(
  charges: readonly Charge[],
  documentOf: (chargeId: string) => InvoiceId | undefined,
): InvoiceId[] {
  const found = new Set<InvoiceId>();
  for (const charge of charges) {
    const document = charge.reduces === null ? undefined : documentOf(charge.reduces);
    if (document !== undefined) {
      found.add(document);
    }
  }
  return [...found].sort();
}
