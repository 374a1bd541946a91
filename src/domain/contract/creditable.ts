import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import { sumDecimals } from '../kernel/money.ts';
import type { Charge } from './events.ts';
import { type BindingContract, chargesInForce } from './state.ts';

/**
 * What can still be credited of each charge in force: its amount, less all reductions so far, less what people gave away of
 * it (billing-rules §4). What a correction has set off against a gift is not taken off twice. Of a reduction it is what
 * its document shows, and below zero.
 */
export function creditables(state: BindingContract): Map<string, Decimal> {
  const found = new Map<string, Decimal>();
  const add = (chargeId: string, amount: Decimal) => {
    const known = found.get(chargeId);
    if (known !== undefined) {
      found.set(chargeId, known.plus(amount));
    }
  };
  const charges = chargesInForce(state);
  for (const { chargeId, amount } of charges) {
    found.set(chargeId, decimal(amount));
  }
  for (const { reduces, amount } of charges) {
    add(reduces ?? '', decimal(amount));
  }
  for (const chargeId of state.waived) {
    add(chargeId, ZERO.minus(sumDecimals(charges.filter((each) => each.chargeId === chargeId).map(amountOf))));
  }
  for (const { chargeId, amount } of state.credits) {
    add(chargeId, ZERO.minus(decimal(amount)));
  }
  for (const { chargeId, reduces, amount } of state.setOffs) {
    add(reduces, decimal(amount));
    add(chargeId, decimal(amount));
  }
  return found;
}

function amountOf({ amount }: Charge): string {
  return amount;
}
