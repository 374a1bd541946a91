import type { Invoicing } from '../../domain/account/invoicing-events.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type OnAccountInput, onAccount } from './on-account.ts';
import type { PlacedAccountDeps, PlacedAccountOutcome } from './placed-account.ts';

export interface SetInvoicingInput extends OnAccountInput {
  readonly invoicing: Invoicing;
  readonly reason: string | null;
}

/** Says how the documents that are billed to the account are grouped. */
export async function setInvoicing(
  deps: PlacedAccountDeps & { readonly clock: Clock },
  input: SetInvoicingInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { invoicing, reason } = input;
  const changedOn = civilDateIn('UTC', deps.clock.now());
  return onAccount(deps, input, async () => ({ kind: 'changeInvoicing', invoicing, changedOn, reason }), provenance);
}
