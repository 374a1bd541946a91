import { type Decimal, type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import type { DueCharge } from '../rating/due.ts';
import type { Term } from './agreement.ts';
import { chargesOverTerm, valueOverTerm } from './charges-due.ts';
import type { ContractLine, DraftLine } from './events.ts';
import { evolveContract } from './evolve.ts';
import type { BindingContract, DraftContract } from './state.ts';

/** A contract value beside what its lines add up to over the same term, where the two differ. */
export interface ValueMismatch {
  readonly contractValue: DecimalString;
  readonly linesValue: DecimalString;
}

/**
 * Whether the value that was signed is what the lines come to over the last term, as agreed now. Undefined where they
 * agree, where no value was signed (0 counts as none), where a draft waits for prices, and where the term does not run
 * to its end.
 */
export function valueMismatch(state: DraftContract | BindingContract): ValueMismatch | undefined {
  const { contractValue, currency } = state.terms;
  if (contractValue === null || decimal(contractValue).eq(ZERO) || state.status === 'cancelled') {
    return undefined;
  }
  const contract = state.status === 'draft' ? asIfActivated(state) : state;
  const term = contract?.agreedTerms.at(-1);
  if (contract === undefined || term === undefined) {
    return undefined;
  }
  const value = termValue(term, contract);
  return value.eq(decimal(contractValue)) ? undefined : { contractValue, linesValue: exactAmount(value, currency) };
}

/** Net, what a contract comes to over one of its terms. */
export function termValue(term: Term, contract: BindingContract): Decimal {
  return contract.agreedTerms.length === 1
    ? valueOverTerm(contract)
    : sumDecimals(chargesOf(term, chargesOverTerm(contract)).map(({ amount }) => amount));
}

/** Charges whose first day lies within a term; no charge goes over from one term into the next. */
export function chargesOf(
  { startDate, endDate }: Omit<Term, 'contractValue'>,
  charges: readonly DueCharge[],
): DueCharge[] {
  return charges.filter(({ serviceStart }) => startDate <= serviceStart && serviceStart <= endDate);
}

/** A draft as it would bind today, if all its lines have prices. Rounds half up: the seller decides at activation. */
function asIfActivated(draft: DraftContract): BindingContract | undefined {
  const lines = draft.lines.filter(isPriced);
  if (lines.length < draft.lines.length) {
    return undefined;
  }
  const activatedOn = draft.terms.startDate;
  const state = evolveContract(draft, {
    type: 'ContractActivated',
    data: { activatedOn, lines, rounding: 'half_up', ratingVersion: 1 },
  });
  return state.status === 'active' ? state : undefined;
}

function isPriced(line: DraftLine): line is ContractLine {
  return line.price !== null;
}
