import { creditPolicyOn } from '../../domain/account/credit-terms.ts';
import type { CreditScope } from '../../domain/credit/events.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import { decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import type { DoubtfulUse } from '../ports/credit-finders.ts';
import type { Provenance } from '../ports/event-store.ts';
import type { CreditDeps } from './credit-deps.ts';
import { addressOf } from './line-streams.ts';
import { openDebt } from './open-debt.ts';

/** Brings an account's own line and that of its group to its limits of today. A line begins with what is owed already. */
export async function settleLimits(
  deps: CreditDeps,
  accountId: AccountId,
  on: CivilDate,
  provenance: Provenance,
): Promise<void> {
  const found = await deps.ways.account(accountId);
  const { policy, groupCreditLimit } = creditPolicyOn(found, on);
  const limits: Readonly<Record<CreditScope, typeof groupCreditLimit>> = {
    own: found.creditLimit,
    group: groupCreditLimit,
  };
  for (const scope of ['own', 'group'] as const) {
    const terms = { limit: limits[scope], policy, number: found.creditChanges, on };
    const line = deps.line({ accountId, scope, currency: found.currency });
    await line.decide({ kind: 'changeTerms', terms }, on, provenance);
  }
}

/** Lets a line count for a document what the document's own events say that is open. */
export async function correctUse(
  deps: CreditDeps,
  { lineId, invoiceId }: DoubtfulUse,
  on: CivilDate,
  provenance: Provenance,
): Promise<void> {
  const address = await addressOf(deps.eventStore, deps.tenantId, lineId);
  const debt = await openDebt(deps, deps.tenantId, invoiceId);
  if (address === undefined || (debt.accountId !== undefined && debt.currency !== address.currency)) {
    return;
  }
  const line = deps.line(address);
  if (debt.accountId === undefined || decimal(debt.amount).eq(ZERO)) {
    await line.decide({ kind: 'endUse', invoiceId, because: 'settled' }, on, provenance);
    return;
  }
  const { accountId, amount } = debt;
  await line.decide({ kind: 'correctUse', invoiceId, accountId, amount, on }, on, provenance);
}
