import { asDocumented } from '../contract/documented.ts';
import type { Charge } from '../contract/events.ts';
import type { BindingContract } from '../contract/state.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { currencyExponent } from '../kernel/currency.ts';
import {
  type DecimalString,
  decimal,
  type RoundingMode,
  toDecimalString,
  toFixedDecimalString,
  ZERO,
} from '../kernel/decimal.ts';
import type { TaxCategory } from '../kernel/fields.ts';
import type { AccountId, BillingRunId, InvoiceId } from '../kernel/ids.ts';
import type { TaxRate } from '../seller/events.ts';
import type { InvoiceLine, MemberOutcome } from './events.ts';
import type { DraftedInvoice } from './state.ts';
import { type Totals, taxRateOn, totalsOf } from './tax.ts';

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
  /** A summary over the documents of its bill-to is going to show it. */
  readonly onSummary: boolean;
  /** The account that the document is for, where accounts that share a contract get their own; null: the buyer. */
  readonly bearer: { readonly accountId: AccountId; readonly billToAccountId: AccountId } | null;
  /** The tax that stands on a document already, for the charges that are reduced. */
  readonly taxCharged: (chargeId: string) => LineTax | undefined;
}

export interface LineTax {
  readonly category: TaxCategory;
  readonly ratePercent: DecimalString;
}

/** A tax category for which the seller's table has no rate on that day. */
export interface MissingTaxRate {
  readonly missingTaxRate: TaxCategory;
}

/**
 * A document from the charges of contracts that belong together (same seller, buyer, bill-to, currency, terms, order).
 * A negative total makes it a credit note, whose signs are turned: there are no negative invoices. A total of zero
 * stays an invoice that asks for nothing, unless its net is negative.
 */
export function composeDocument(composition: Composition): DraftedInvoice | MissingTaxRate {
  const [head] = composition.members;
  if (head === undefined) {
    throw new Error('A document has at least one member with charges');
  }
  const { terms, sellerId } = head.contract;
  const { currency } = terms;
  const { taxRates, taxDate, rounding } = composition;
  const charges = composition.members.flatMap((member) => member.charges);
  const found = linesOf(composition);
  if ('missingTaxRate' in found) {
    return found;
  }
  const signed = totalsOf(found, taxRates, taxDate, currency, rounding);
  const isCredit = isNegative(signed);
  const lines = isCredit ? found.map((line) => turned(line, currency)) : found;
  return {
    invoiceId: composition.invoiceId,
    origin: 'run',
    runId: composition.runId,
    documentType: isCredit ? 'credit_note' : 'invoice',
    sellerId,
    accountId: composition.bearer?.accountId ?? terms.accountId,
    billToAccountId: composition.bearer?.billToAccountId ?? terms.billToAccountId,
    currency,
    paymentTerms: terms.paymentTerms,
    paymentTermsDays: terms.paymentTermsDays,
    purchaseOrderNumber: terms.purchaseOrderNumber,
    billingType: isAdjustment(composition) ? 'adjustment' : 'recurring',
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
    ...(isCredit ? totalsOf(lines, taxRates, taxDate, currency, rounding) : signed),
    corrects: isCredit ? correctedDocuments(charges, composition.documentOf) : [],
    creditKind: null,
    ownNumber: null,
    onSummary: composition.onSummary,
    notes: null,
  };
}

/** Nothing but changes to periods that stand on other documents: true-ups and credits, no period billed first here. */
function isAdjustment({ members, invoiceId }: Composition): boolean {
  return members.every(({ contract, charges }) => {
    const elsewhere = contract.claims.filter((claim) => !claim.isReleased && claim.invoiceId !== invoiceId);
    const billed = new Set(elsewhere.flatMap((claim) => claim.charges.map(periodOf)));
    return charges.every((charge) => billed.has(periodOf(charge)));
  });
}

function periodOf({ lineId, accountId, periodStart }: Charge): string {
  return `${lineId}|${accountId}|${periodStart}`;
}

/** Tax decides too: a net of zero, or a small one, can owe tax at one rate and get more back at another. */
function isNegative({ subtotal, total }: Totals): boolean {
  const gross = decimal(total);
  return gross.lt(ZERO) || (gross.eq(ZERO) && decimal(subtotal).lt(ZERO));
}

function linesOf(composition: Composition): InvoiceLine[] | MissingTaxRate {
  const lines: InvoiceLine[] = [];
  for (const { contract, charges } of composition.members) {
    for (const charge of charges) {
      const tax = taxOf(charge, composition);
      if ('missingTaxRate' in tax) {
        return tax;
      }
      lines.push(lineOf(asDocumented(charge, contract), contract, tax, composition));
    }
  }
  return lines;
}

/** What is taken back is taken back with the tax that was charged on it, whatever the rate is today. */
function taxOf(charge: Charge, composition: Composition): LineTax | MissingTaxRate {
  const charged = charge.reduces === null ? undefined : composition.taxCharged(charge.reduces);
  const category = composition.taxCategory ?? charge.taxCategory;
  return charged ?? taxRateOn(composition.taxRates, category, composition.taxDate) ?? { missingTaxRate: category };
}

function lineOf(
  charge: Charge,
  contract: BindingContract,
  tax: LineTax,
  { lineIdOf, documentOf }: Composition,
): InvoiceLine {
  const reduced = charge.reduces === null ? undefined : documentOf(charge.reduces);
  return {
    lineId: lineIdOf(charge.chargeId),
    chargeId: charge.chargeId,
    contractId: contract.contractId,
    accountId: charge.accountId ?? contract.terms.accountId,
    productId: charge.productId,
    description: charge.description,
    periodStart: charge.serviceStart,
    periodEnd: charge.serviceEnd,
    quantity: charge.quantity,
    unitPrice: charge.unitPrice,
    listPrice: charge.listPrice,
    days: charge.days,
    daysOfPeriod: charge.daysOfPeriod,
    amount: charge.amount,
    taxCategory: tax.category,
    taxRatePercent: tax.ratePercent,
    reason: null,
    credits:
      charge.reduces === null || reduced === undefined
        ? null
        : { invoiceId: reduced, lineId: lineIdOf(charge.reduces) },
  };
}

/** As a credit note shows it: what is given back stands positive. */
function turned(line: InvoiceLine, currency: string): InvoiceLine {
  const negated = (text: string) => decimal(text).times(decimal('-1'));
  return {
    ...line,
    quantity: toDecimalString(negated(line.quantity)),
    amount: toFixedDecimalString(negated(line.amount), currencyExponent(currency)),
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
