import { addMonths } from '../kernel/calendar.ts';
import { type DueCharge, type DueRange, dueCharges, type Owed } from '../rating/due.ts';
import { type BindingContract, chargesInForce } from './state.ts';

/** Everything that the rating rules read, from the contract's own stream and from nowhere else. */
export function owedBy(contract: BindingContract): Owed {
  const { terms, serviceEnd } = contract;
  const service = { start: terms.startDate, end: serviceEnd };
  return {
    plan: {
      anchor: terms.startDate,
      intervalMonths: terms.billingIntervalMonths,
      billingInAdvance: terms.billingInAdvance,
    },
    rounding: { currency: terms.currency, mode: contract.rounding },
    lines: contract.lines.map((line) => ({
      lineId: line.lineId,
      productId: line.productId,
      description: line.description,
      taxCategory: line.taxCategory,
      committedQuantity: line.committedQuantity,
      quantities: line.quantities,
      prices: line.prices,
      service,
    })),
    serviceEnd,
  };
}

/** owed − charged = due, over the contract's timeline and its own charges. Pure: a preview is the same computation. */
export function chargesDue(contract: BindingContract, range: DueRange): DueCharge[] {
  return dueCharges(owedBy(contract), chargesInForce(contract), range, contract.settledBefore);
}

/**
 * The whole term's charges as if nothing had been charged: what the contract is worth as agreed today. Used to check
 * completeness (charged = owed).
 */
export function chargesOverTerm(contract: BindingContract): DueCharge[] {
  // In arrears a period that the service ends in is due on its own last day, up to a whole period later.
  const range = { from: null, through: addMonths(contract.serviceEnd, contract.terms.billingIntervalMonths) };
  return dueCharges(owedBy(contract), [], range, null);
}
