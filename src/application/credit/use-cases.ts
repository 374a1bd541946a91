import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { PlacedAccountOutcome } from '../directory/placed-account.ts';
import type { CreditFinders, CreditLineAddress } from '../ports/credit-finders.ts';
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
import { unbilled } from './unbilled.ts';

/** What a process can do about the credit of accounts, with everything bound that it needs. */
export interface CreditUseCases {
  setCreditPolicy(input: SetCreditPolicyInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  holdCredit(input: HoldCreditInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  releaseAccount(input: ReleaseCreditInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  /** What was delivered and is not billed yet, gross, for each of some limits. */
  unbilledOf(tenantId: TenantId, lines: readonly CreditLineAddress[]): Promise<readonly DecimalString[]>;
}

export function createCreditUseCases(deps: AccountCreditDeps & { readonly finders: CreditFinders }): CreditUseCases {
  return {
    setCreditPolicy: (input, provenance) => setCreditPolicy(deps, input, provenance),
    holdCredit: (input, provenance) => holdCredit(deps, input, provenance),
    releaseAccount: (input, provenance) => releaseAccount(deps, input, provenance),
    unbilledOf(tenantId, lines) {
      const unbilledFor = unbilled(deps, tenantId);
      const today = civilDateIn('UTC', deps.clock.now());
      return Promise.all(lines.map((line) => unbilledFor(line, today)));
    },
  };
}
