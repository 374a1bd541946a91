import type { CivilDate } from '../kernel/calendar.ts';
import { currencyExponent } from '../kernel/currency.ts';
import { type Decimal, decimal, type RoundingMode, roundTo, ZERO } from '../kernel/decimal.ts';
import type { TaxCategory } from '../kernel/fields.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import type { TaxRate } from '../seller/events.ts';
import type { InvoiceLine, TaxTotal } from './events.ts';
import type { DraftedInvoice } from './state.ts';

/** The rate of a category on a day: the latest entry of the seller's table that is valid by then. */
export function taxRateOn(rates: readonly TaxRate[], category: TaxCategory, day: CivilDate): TaxRate | undefined {
  let found: TaxRate | undefined;
  for (const rate of rates) {
    if (
      rate.category === category &&
      rate.validFrom <= day &&
      (found === undefined || rate.validFrom > found.validFrom)
    ) {
      found = rate;
    }
  }
  return found;
}

/**
 * A line of a draft whose rate is no longer that of its category on the tax point of the document. What is
 * taken back keeps the tax that was charged, so only what is charged is compared.
 */
export function outdatedTax(
  { documentType, lines }: Pick<DraftedInvoice, 'documentType' | 'lines'>,
  rates: readonly TaxRate[],
  taxPoint: CivilDate,
): InvoiceLine | undefined {
  return lines.find(({ amount, taxCategory, taxRatePercent }) => {
    const signed = decimal(amount);
    const isCharge = documentType === 'invoice' ? signed.gt(ZERO) : signed.lt(ZERO);
    const today = taxRateOn(rates, taxCategory, taxPoint);
    return isCharge && (today === undefined || !decimal(today.ratePercent).eq(decimal(taxRatePercent)));
  });
}

export interface Totals {
  readonly subtotal: TaxTotal['taxable'];
  readonly tax: TaxTotal['tax'];
  readonly total: TaxTotal['tax'];
  readonly taxTotals: TaxTotal[];
}

/**
 * Totals of a document (EN 16931 BR-CO-10 to BR-CO-17): tax is rounded once for each category and rate, over the sum of
 * its net amounts, never line by line.
 */
export function totalsOf(
  lines: readonly InvoiceLine[],
  rates: readonly TaxRate[],
  taxDate: CivilDate,
  currency: string,
  mode: RoundingMode,
): Totals {
  const groups = new Map<string, InvoiceLine[]>();
  for (const line of lines) {
    const key = `${line.taxCategory}|${line.taxRatePercent}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const places = currencyExponent(currency);
  let taxSum: Decimal = ZERO;
  const taxTotals: TaxTotal[] = [];
  for (const key of [...groups.keys()].sort()) {
    const [line, ...others] = groups.get(key) ?? [];
    if (line !== undefined) {
      const taxable = sumDecimals([line, ...others].map((item) => item.amount));
      const tax = roundTo(taxable.times(decimal(line.taxRatePercent)).div(decimal('100')), places, mode);
      taxSum = taxSum.plus(tax);
      taxTotals.push({
        category: line.taxCategory,
        ratePercent: line.taxRatePercent,
        taxable: exactAmount(taxable, currency),
        tax: exactAmount(tax, currency),
        note: taxRateOn(rates, line.taxCategory, taxDate)?.note ?? null,
      });
    }
  }
  const net = sumDecimals(lines.map((line) => line.amount));
  return {
    subtotal: exactAmount(net, currency),
    tax: exactAmount(taxSum, currency),
    total: exactAmount(net.plus(taxSum), currency),
    taxTotals,
  };
}
