import type { AccountCommand } from '../../domain/account/account.ts';
import { creditPolicyOn } from '../../domain/account/credit-terms.ts';
import type { Account } from '../../domain/account/state.ts';
import { addDays, type CivilDate } from '../../domain/kernel/calendar.ts';
import { type Decimal, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import type { CreditFinders } from '../ports/credit-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { openDebt } from './open-debt.ts';

interface OverdueDeps {
  readonly eventStore: EventStore;
  readonly finders: CreditFinders;
}

/**
 * What the automatic hold of an account's policy means on a day: hold it while what is overdue by so many days comes to so
 * much; else release it. A document is overdue from the day after its due date (billing-rules §1).
 */
export async function overdueCommand(
  deps: OverdueDeps,
  tenantId: TenantId,
  account: Account,
  on: CivilDate,
): Promise<AccountCommand> {
  const { automaticHold } = creditPolicyOn(account, on);
  if (automaticHold === null) {
    return { kind: 'releaseAfterOverdue', reason: 'The account has no automatic hold any more.', on };
  }
  const { overdueDays, overdueAmount } = automaticHold;
  const overdue = await overdueBy(deps, tenantId, account, addDays(on, -overdueDays));
  const sum = `${exactAmount(overdue, account.currency)} ${account.currency} overdue by ${overdueDays} days or more`;
  return overdue.gt(ZERO) && overdue.gte(decimal(overdueAmount))
    ? { kind: 'holdForOverdue', reason: sum, on }
    : { kind: 'releaseAfterOverdue', reason: sum, on };
}

/** What is open on documents that were due on that day or before, as their own events say. */
async function overdueBy(
  deps: OverdueDeps,
  tenantId: TenantId,
  { accountId, currency }: Account,
  dueBy: CivilDate,
): Promise<Decimal> {
  let sum = ZERO;
  for (const invoiceId of await deps.finders.openInvoicesDueBy(tenantId, accountId, currency, dueBy)) {
    const debt = await openDebt(deps, tenantId, invoiceId);
    const isDue = debt.dueDate !== null && debt.dueDate <= dueBy;
    if (isDue && debt.accountId === accountId && debt.currency === currency) {
      sum = sum.plus(decimal(debt.amount));
    }
  }
  return sum;
}
