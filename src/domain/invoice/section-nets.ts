import type { AccountId } from '../kernel/ids.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import type { InvoiceLine } from './events.ts';
import type { Section } from './section.ts';

/** Net amounts by the account whose cost they are, in the order of the lines. They sum to the document's subtotal. */
export function sectionNets(
  lines: readonly InvoiceLine[],
  currency: string,
): { readonly accountId: AccountId; readonly subtotal: Section['subtotal'] }[] {
  const amounts = new Map<AccountId, string[]>();
  for (const { accountId, amount } of lines) {
    amounts.set(accountId, [...(amounts.get(accountId) ?? []), amount]);
  }
  return [...amounts].map(([accountId, parts]) => ({ accountId, subtotal: exactAmount(sumDecimals(parts), currency) }));
}
