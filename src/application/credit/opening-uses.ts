import type { OpenUse } from '../../domain/credit/events.ts';
import { decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { CreditFinders, CreditLineAddress } from '../ports/credit-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { openDebt } from './open-debt.ts';

/** What is owed already when a line begins. */
export type OpeningUses = (tenantId: TenantId, line: CreditLineAddress) => Promise<readonly OpenUse[]>;

/** What one first event holds; more is found by the sweeper. */
const OPENING_USES_MAX = 2000;
const AT_ONCE = 16;

/** The finder says which invoices may be open; each one's own events say how much is. */
export function openingUses(deps: { readonly eventStore: EventStore; readonly finders: CreditFinders }): OpeningUses {
  return async (tenantId, line) => {
    const found = await deps.finders.openDocumentsOf(tenantId, line, OPENING_USES_MAX);
    const uses: OpenUse[] = [];
    for (let from = 0; from < found.length; from += AT_ONCE) {
      const some = found.slice(from, from + AT_ONCE);
      for (const debt of await Promise.all(some.map((invoiceId) => openDebt(deps, tenantId, invoiceId)))) {
        const { invoiceId, accountId, amount, currency } = debt;
        if (accountId !== undefined && currency === line.currency && decimal(amount).gt(ZERO)) {
          uses.push({ invoiceId, accountId, amount, reducedBy: [] });
        }
      }
    }
    return uses;
  };
}
