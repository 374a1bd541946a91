import { addDays, addMonths, type CivilDate, earlier } from '../kernel/calendar.ts';
import { type DueCharge, dueCharges } from '../rating/due.ts';
import { owedBy } from './charges-due.ts';
import { type BindingContract, chargesInForce } from './state.ts';

/**
 * What was served up to a day, that day included, and is not charged: of a contract in arrears, what its running period
 * has come to so far, and whole periods that no run has billed yet. The service is cut after the day, and what is owed for
 * it compared with the charges. Nothing of a contract in advance: its charges run ahead of the service.
 */
export function deliveredUnbilled(contract: BindingContract, day: CivilDate): DueCharge[] {
  if (contract.terms.billingInAdvance || day < contract.serviceStart) {
    return [];
  }
  const owed = owedBy(contract);
  const end = earlier(owed.serviceEnd, addDays(day, 1));
  const served = {
    ...owed,
    serviceEnd: end,
    lines: owed.lines
      .filter(({ service }) => service.start < end)
      .map((line) => ({ ...line, service: { start: line.service.start, end: earlier(line.service.end, end) } })),
    fees: owed.fees.filter(({ on }) => on <= day),
  };
  const months = Math.max(...owed.plans.map(({ intervalMonths }) => intervalMonths));
  const range = { from: null, through: addMonths(end, months) };
  return dueCharges(served, chargesInForce(contract), range, contract.settledBefore);
}
