import type { OrderPolicy } from '../../domain/account/order-policy.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type OnAccountInput, onAccount } from './on-account.ts';
import type { PlacedAccountDeps, PlacedAccountOutcome } from './placed-account.ts';

export interface SetOrderPolicyInput extends OnAccountInput, OrderPolicy {
  /** Documents that are issued then or later; today unless given. */
  readonly effectiveOn: CivilDate | null;
  readonly reason: string | null;
}

/** Says whether the account's documents need purchase orders, and what becomes of those that too little is left for. */
export async function setOrderPolicy(
  deps: PlacedAccountDeps & { readonly clock: Clock },
  input: SetOrderPolicyInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { requiresPurchaseOrder, shortfall, reason } = input;
  const effectiveOn = input.effectiveOn ?? civilDateIn('UTC', deps.clock.now());
  const command = { kind: 'setOrderPolicy', requiresPurchaseOrder, shortfall, effectiveOn, reason } as const;
  return onAccount(deps, input, async () => command, provenance);
}
