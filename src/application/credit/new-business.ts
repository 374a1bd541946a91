import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { decimal } from '../../domain/kernel/decimal.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import type { CreditFinders } from '../ports/credit-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { createCreditDeps } from './credit-deps.ts';
import { creditInForce, type LimitInForce, onHold } from './limits.ts';
import { lineUsed } from './line-epochs.ts';

/** Why nothing new is sold to an account on a day, or undefined. */
export type NewBusinessTest = (
  tenantId: TenantId,
  accountId: AccountId,
  on: CivilDate,
) => Promise<Rejection | undefined>;

/**
 * New business waits while the buyer, or an account above that has a group limit, is on hold or over its limit, unless its
 * policy is to warn. What runs goes on, and so does what a contract does by itself.
 */
export function newBusinessTest(sources: {
  readonly eventStore: EventStore;
  readonly finders: CreditFinders;
}): NewBusinessTest {
  return async (tenantId, accountId, on) => {
    const deps = createCreditDeps(sources, tenantId);
    const { limits, holds } = await creditInForce(deps.ways, accountId, on);
    const hold = holds.find(({ policy }) => policy !== 'warn');
    if (hold !== undefined) {
      return { code: 'CREDIT_HOLD', message: `${onHold(hold).message} Until then nothing new is sold to it.` };
    }
    for (const limit of limits.filter(({ terms }) => terms.policy !== 'warn')) {
      const used = await lineUsed(sources.eventStore, tenantId, limit.address);
      const refused = overLimit(limit, used, await deps.unbilled(limit.address, on));
      if (refused !== undefined) {
        return refused;
      }
    }
    return undefined;
  };
}

function overLimit({ address, terms, whose }: LimitInForce, used: string, unbilled: string): Rejection | undefined {
  const taken = decimal(used).plus(decimal(unbilled));
  if (terms.limit === null || taken.lte(decimal(terms.limit))) {
    return undefined;
  }
  const { currency } = address;
  const over = exactAmount(taken.minus(decimal(terms.limit)), currency);
  return {
    code: 'CREDIT_HOLD',
    message:
      `The credit limit of ${whose} is ${terms.limit} ${currency}, and ${exactAmount(taken, currency)} ${currency} are owed or delivered. ` +
      `Nothing new is sold until ${over} ${currency} are paid, or the limit is raised.`,
  };
}
