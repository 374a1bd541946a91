import { type Decision, reject } from '../kernel/decider.ts';
import { decimal, ZERO } from '../kernel/decimal.ts';
import type { TaxRate } from './events.ts';

const WITHOUT_TAX: readonly TaxRate['category'][] = ['zero', 'exempt', 'reverse_charge'];
const WITH_NOTE: readonly TaxRate['category'][] = ['exempt', 'reverse_charge'];
const HUNDRED = decimal('100');

/** What is wrong with a table of tax rates, naming the row, or undefined. */
export function taxTableFault(rates: readonly TaxRate[]): Decision<never> | undefined {
  const seen = new Set<string>();
  for (const [index, rate] of rates.entries()) {
    const fault = rateFault(rate);
    if (fault !== undefined) {
      return refuse(index, fault.field, fault.text);
    }
    const key = `${rate.category} ${rate.validFrom}`;
    if (seen.has(key)) {
      return refuse(index, 'validFrom', `is the second ${rate.category} rate from ${rate.validFrom} on`);
    }
    seen.add(key);
  }
  return undefined;
}

function rateFault({ category, ratePercent, note }: TaxRate): { field: keyof TaxRate; text: string } | undefined {
  const rate = decimal(ratePercent);
  if (rate.lt(ZERO) || rate.gt(HUNDRED)) {
    return { field: 'ratePercent', text: 'must be between 0 and 100' };
  }
  if (WITHOUT_TAX.includes(category) && !rate.eq(ZERO)) {
    return { field: 'ratePercent', text: `must be 0 for ${category}` };
  }
  if (WITH_NOTE.includes(category) && note === null) {
    return { field: 'note', text: `is required for ${category}: the law wants the reason on the document` };
  }
  return undefined;
}

function refuse(index: number, field: keyof TaxRate, text: string): Decision<never> {
  return reject('TAX_RATES_INVALID', `Tax rate ${index + 1} cannot be used: ${field} ${text}.`, {
    [`taxRates.${index}.${field}`]: text,
  });
}
