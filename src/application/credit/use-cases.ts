import type { PlacedAccountOutcome } from '../directory/placed-account.ts';
import type { Provenance } from '../ports/event-store.ts';
import {
  type AccountCreditDeps,
  type HoldCreditInput,
  holdCredit,
  type ReleaseCreditInput,
  releaseAccount,
  type SetCreditPolicyInput,
  setCreditPolicy,
} from './account-credit.ts';

/** What a process can do about the credit of accounts, with everything bound that it needs. */
export interface CreditUseCases {
  setCreditPolicy(input: SetCreditPolicyInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  holdCredit(input: HoldCreditInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  releaseAccount(input: ReleaseCreditInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
}

export function createCreditUseCases(deps: AccountCreditDeps): CreditUseCases {
  return {
    setCreditPolicy: (input, provenance) => setCreditPolicy(deps, input, provenance),
    holdCredit: (input, provenance) => holdCredit(deps, input, provenance),
    releaseAccount: (input, provenance) => releaseAccount(deps, input, provenance),
  };
}
