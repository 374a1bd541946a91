import { type Decimal, type DecimalString, decimal } from '../kernel/decimal.ts';
import { exactAmount, roundCumulatively, sumDecimals } from '../kernel/money.ts';

/** What a finalised credit note takes back in all. */
export interface CreditedTotal {
  readonly corrects: readonly string[];
  readonly currency: string;
  readonly total: string;
}

/** How heavily one corrected document weighs in a credit note: what its lines credit there, with tax. */
export interface CreditWeight {
  readonly invoiceId: string;
  readonly weight: string;
}

export interface CreditShare {
  readonly invoiceId: string;
  readonly amount: DecimalString;
}

/**
 * Spreads the total of a credit note over the invoices that it corrects. One corrected invoice takes it all. Several
 * share it by weight (in the order given, which is that of their ids), rounded cumulatively, so that the parts sum to
 * the total.
 */
export function creditShares(note: CreditedTotal, weights: readonly CreditWeight[]): CreditShare[] {
  const { corrects, currency } = note;
  const total = decimal(note.total);
  const [only] = corrects;
  if (corrects.length === 1 && only !== undefined) {
    return [{ invoiceId: only, amount: exactAmount(total, currency) }];
  }
  const whole = sumDecimals(weights.map(({ weight }) => weight));
  const shares = weights.map(({ weight }) => total.times(decimal(weight)).div(whole));
  // A third of something has no end, and the last share must not lose the cent that the cut-off decimals make.
  const parts = roundCumulatively(closing(shares, total), currency, 'half_up');
  return weights.flatMap(({ invoiceId }, index) => {
    const part = parts[index];
    return part === undefined ? [] : [{ invoiceId, amount: exactAmount(part, currency) }];
  });
}

/** The shares with the last one made so that they sum to `total` exactly. */
function closing(shares: readonly Decimal[], total: Decimal): Decimal[] {
  let left = total;
  return shares.map((share, index) => {
    const closed = index === shares.length - 1 ? left : share;
    left = left.minus(closed);
    return closed;
  });
}
