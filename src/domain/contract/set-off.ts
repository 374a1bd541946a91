import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import { exactAmount } from '../kernel/money.ts';
import { creditables } from './creditable.ts';
import type { Charge, ContractEvent } from './events.ts';
import type { BindingContract } from './state.ts';

type SetOffs = Extract<ContractEvent, { type: 'GoodwillSetOff' }>['data']['setOffs'];

/**
 * Reductions that find less to credit than they take back: goodwill or a waiver gave the rest away before. Billing takes
 * them back in full, so that charged = owed, and their documents credit what is left, so that nothing is credited twice.
 */
export function setOffsOf(state: BindingContract, charges: readonly Charge[]): SetOffs {
  if (state.credits.length === 0 && state.waived.length === 0) {
    return []; // nothing was ever given away: the common case costs nothing
  }
  const creditable = creditables(state);
  const setOffs: SetOffs = [];
  for (const { chargeId, reduces, amount } of charges) {
    if (reduces === null) {
      continue;
    }
    const wanted = ZERO.minus(decimal(amount));
    const left = floored(creditable.get(reduces));
    const credited = wanted.gt(left) ? left : wanted;
    creditable.set(reduces, left.minus(credited));
    if (credited.lt(wanted) && isGivenAway(state, reduces)) {
      setOffs.push({ chargeId, reduces, amount: exactAmount(wanted.minus(credited), state.terms.currency) });
    }
  }
  return setOffs;
}

function isGivenAway({ credits, waived }: BindingContract, chargeId: string): boolean {
  return waived.includes(chargeId) || credits.some((credit) => credit.chargeId === chargeId);
}

function floored(amount: Decimal = ZERO): Decimal {
  return amount.lt(ZERO) ? ZERO : amount;
}
