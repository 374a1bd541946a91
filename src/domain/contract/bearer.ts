import type { AccountId } from '../kernel/ids.ts';
import type { DueCharge } from '../rating/due.ts';
import { splitOn } from './split.ts';
import type { BindingContract } from './state.ts';

/** Accounts that get documents of their own for this contract, on any day: the buyer is none of them. */
export function bearersOf({ splits }: Pick<BindingContract, 'splits'>): AccountId[] {
  const accounts = splits.flatMap(({ value }) =>
    value?.invoicing === 'each' ? value.shares.map(({ accountId }) => accountId) : [],
  );
  return [...new Set(accounts)];
}

/** On whose document a charge stands; a reduction goes where the charge that it reduces stands. Null: the buyer's. */
export function bearerOf(state: BindingContract, charge: DueCharge): AccountId | null {
  if (charge.reduces !== null) {
    const { reduces } = charge;
    return state.claims.find(({ charges }) => charges.some(({ chargeId }) => chargeId === reduces))?.bearer ?? null;
  }
  return splitOn(state, charge.serviceStart)?.invoicing === 'each' ? charge.accountId : null;
}
