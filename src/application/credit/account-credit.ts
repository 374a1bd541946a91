import type { CreditPolicyTerms } from '../../domain/account/credit-terms.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import { type OnAccountInput, onAccount } from '../directory/on-account.ts';
import type { PlacedAccountDeps, PlacedAccountOutcome } from '../directory/placed-account.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provenance } from '../ports/event-store.ts';

export interface AccountCreditDeps extends PlacedAccountDeps {
  readonly clock: Clock;
}

export interface SetCreditPolicyInput extends OnAccountInput {
  readonly terms: CreditPolicyTerms;
  /** Today unless given. */
  readonly effectiveOn: CivilDate | null;
  readonly reason: string | null;
}

/** Says how an account's credit is looked after. Lines follow with the next document, or the next sweep. */
export async function setCreditPolicy(
  deps: AccountCreditDeps,
  input: SetCreditPolicyInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const today = civilDateIn('UTC', deps.clock.now());
  const { terms, reason } = input;
  const effectiveOn = input.effectiveOn ?? today;
  return onAccount(
    deps,
    input,
    async () => ({ kind: 'setCreditPolicy', terms, effectiveOn, today, reason }),
    provenance,
  );
}

export interface HoldCreditInput extends OnAccountInput {
  readonly reason: string;
  /** The role by which it is done; null for the local user of a single machine. */
  readonly role: string | null;
}

/** Puts an account on hold by hand: it ends by hand alone. */
export async function holdCredit(
  deps: AccountCreditDeps,
  input: HoldCreditInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const on = civilDateIn('UTC', deps.clock.now());
  const { reason, role } = input;
  return onAccount(deps, input, async () => ({ kind: 'holdCredit', reason, on, role }), provenance);
}

export interface ReleaseCreditInput extends HoldCreditInput {
  /** The first day on which overdue documents may hold it again; null: two weeks from now. */
  readonly automaticAgainOn: CivilDate | null;
}

/** Releases an account, whoever or whatever holds it. Its held documents go out with the next sweep, the oldest first. */
export async function releaseAccount(
  deps: AccountCreditDeps,
  input: ReleaseCreditInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const on = civilDateIn('UTC', deps.clock.now());
  const { reason, role, automaticAgainOn } = input;
  return onAccount(
    deps,
    input,
    async () => ({ kind: 'releaseCredit', reason, on, role, automaticAgainOn }),
    provenance,
  );
}
