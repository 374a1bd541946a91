import { type CreditPolicy, creditPolicyOn } from '../../domain/account/credit-terms.ts';
import type { Account } from '../../domain/account/state.ts';
import type { CreditScope, LineTerms } from '../../domain/credit/events.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import type { CreditLineAddress } from '../ports/credit-finders.ts';
import type { AccountWays } from './account-ways.ts';

/** A limit that a debt of some account counts against. */
export interface LimitInForce {
  readonly address: CreditLineAddress;
  readonly terms: LineTerms;
  /** Whose limit it is, for a person. */
  readonly whose: string;
}

/** An account on hold that concerns the debtor: itself, or one above it that answers for the whole group. */
export interface HoldInForce {
  readonly account: Account;
  readonly policy: CreditPolicy;
}

export interface CreditInForce {
  /** The account's own first, then those of groups, the nearest account first: outermost last. */
  readonly limits: readonly LimitInForce[];
  readonly holds: readonly HoldInForce[];
}

/** What stands between an account and credit on a day. */
export async function creditInForce(ways: AccountWays, accountId: AccountId, on: CivilDate): Promise<CreditInForce> {
  const debtor = await ways.account(accountId);
  const groups = [debtor, ...(await ways.above(accountId))].filter(
    (each) => creditPolicyOn(each, on).groupCreditLimit !== null,
  );
  const own = debtor.creditLimit === null ? [] : [limitOf(debtor, 'own', debtor.creditLimit, on)];
  const ofGroups = groups.map((each) => limitOf(each, 'group', creditPolicyOn(each, on).groupCreditLimit, on));
  const answering = groups.includes(debtor) ? groups : [debtor, ...groups];
  return {
    limits: [...own, ...ofGroups],
    holds: answering
      .filter(({ creditHold }) => creditHold)
      .map((held) => ({ account: held, policy: creditPolicyOn(held, on).policy })),
  };
}

function limitOf(holder: Account, scope: CreditScope, limit: DecimalString | null, on: CivilDate): LimitInForce {
  const { accountId, accountName, currency, creditChanges } = holder;
  return {
    address: { accountId, scope, currency },
    terms: { limit, policy: creditPolicyOn(holder, on).policy, number: creditChanges, on },
    whose: scope === 'own' ? accountName : `${accountName} with the accounts below it`,
  };
}

/** Why an account is on hold, and what would release it. */
export function onHold({ account }: HoldInForce): { readonly code: string; readonly message: string } {
  const { accountName, hold } = account;
  const why = hold?.reason == null ? '' : ` (${hold.reason})`;
  const remedy =
    hold?.isAutomatic === true
      ? 'It is released by itself when what is overdue is paid, or by hand'
      : 'Somebody who may release credit holds has to release it';
  return { code: 'ACCOUNT_ON_HOLD', message: `Account ${accountName} is on credit hold${why}. ${remedy}.` };
}
