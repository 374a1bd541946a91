import type { CivilDate } from '../kernel/calendar.ts';
import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { type CreditPolicyTerms, creditPolicyOn } from './credit-terms.ts';
import type { AccountEvent } from './events.ts';
import type { Account } from './state.ts';
import { creditLimitFault, exactLimit } from './terms.ts';

export interface SetCreditPolicy {
  readonly kind: 'setCreditPolicy';
  readonly terms: CreditPolicyTerms;
  readonly effectiveOn: CivilDate;
  readonly today: CivilDate;
  readonly reason: string | null;
}

/** Says how the account's credit is looked after from a day on. What was decided before stays. */
export function setCreditPolicy(command: SetCreditPolicy, account: Account): Decision<AccountEvent> {
  const { terms, effectiveOn, today, reason } = command;
  if (effectiveOn < today) {
    return reject(
      'CREDIT_POLICY_BACKDATED',
      `A credit policy holds from today (${today}) or a later day, not from ${effectiveOn}: what was let through stays.`,
      { effectiveOn: `must be ${today} or later` },
    );
  }
  const fault = creditLimitFault(terms.groupCreditLimit, account.currency) ?? amountFault(terms, account.currency);
  if (fault !== undefined) {
    return fault;
  }
  const wanted = exactTerms(terms, account.currency);
  const isSo = isSameJson(wanted, exactTerms(creditPolicyOn(account, effectiveOn), account.currency));
  return isSo ? accept() : accept({ type: 'AccountCreditPolicyChanged', data: { ...wanted, effectiveOn, reason } });
}

function amountFault({ automaticHold }: CreditPolicyTerms, currency: string): Decision<never> | undefined {
  return automaticHold === null ? undefined : creditLimitFault(automaticHold.overdueAmount, currency);
}

function exactTerms(
  { policy, groupCreditLimit, automaticHold }: CreditPolicyTerms,
  currency: string,
): CreditPolicyTerms {
  return {
    policy,
    groupCreditLimit: exactLimit(groupCreditLimit, currency),
    automaticHold:
      automaticHold === null
        ? null
        : {
            overdueDays: automaticHold.overdueDays,
            overdueAmount: exactLimit(automaticHold.overdueAmount, currency) ?? automaticHold.overdueAmount,
          },
  };
}
