import type { AcceptedGuard } from '../../domain/billing-run/events.ts';
import type { RunRequest } from '../../domain/billing-run/state.ts';
import { type BillingGuard, policyOn, USUAL_GUARD } from '../../domain/seller/policies.ts';
import type { Parties } from './parties.ts';

/** What the seller holds back when a run starts; nothing where somebody lets it pass. */
export async function guardOf(
  parties: Parties,
  { sellerId, startedOn }: RunRequest,
  accepted: AcceptedGuard | null,
): Promise<BillingGuard | null> {
  if (accepted !== null) {
    return null;
  }
  const { policies } = await parties.seller(sellerId);
  return policyOn(policies, 'billingGuard', startedOn) ?? USUAL_GUARD;
}
