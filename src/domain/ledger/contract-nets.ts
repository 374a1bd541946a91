import type { InvoiceEvent, InvoiceLine } from '../invoice/events.ts';
import { type Decimal, type DecimalString, decimal, toFixedDecimalString, ZERO } from '../kernel/decimal.ts';
import type { AccountId, ContractId } from '../kernel/ids.ts';
import { exactAmount } from '../kernel/money.ts';

/** What a document charges, net of tax, for one contract of one account; signed as the document's lines are. */
export interface ContractNet {
  /** Null for lines of no contract. */
  readonly contractId: ContractId | null;
  readonly accountId: AccountId;
  readonly net: DecimalString;
}

/**
 * Net amounts of a draft by contract, in the order of its lines. The finalised document does not repeat its lines, but
 * contract liability is kept by contract: revenue is recognised, and balances rolled forward, contract by contract.
 */
export function contractNetsOf(draft: Extract<InvoiceEvent, { type: 'InvoiceDrafted' }>['data']): ContractNet[] {
  const sums = new Map<string, { readonly line: InvoiceLine; sum: Decimal }>();
  for (const line of draft.lines) {
    const key = `${line.contractId}|${line.accountId}`;
    const found = sums.get(key);
    if (found === undefined) {
      sums.set(key, { line, sum: decimal(line.amount) });
    } else {
      found.sum = found.sum.plus(decimal(line.amount));
    }
  }
  return [...sums.values()]
    .filter(({ sum }) => !sum.eq(ZERO))
    .map(({ line, sum }) => ({
      contractId: line.contractId,
      accountId: line.accountId,
      net: exactAmount(sum, draft.currency),
    }));
}

/** The nets of a draft after its lines changed. */
export function netsAfter(
  nets: readonly ContractNet[],
  { added, removed, subtotal }: Extract<InvoiceEvent, { type: 'DraftLinesChanged' }>['data'],
): ContractNet[] {
  const places = subtotal.split('.')[1]?.length ?? 0;
  const sums = new Map<string, { readonly of: Pick<ContractNet, 'contractId' | 'accountId'>; sum: Decimal }>();
  const add = ({ contractId, accountId }: Pick<ContractNet, 'contractId' | 'accountId'>, amount: Decimal) => {
    const key = `${contractId}|${accountId}`;
    const found = sums.get(key) ?? { of: { contractId, accountId }, sum: ZERO };
    sums.set(key, { ...found, sum: found.sum.plus(amount) });
  };
  for (const net of nets) {
    add(net, decimal(net.net));
  }
  for (const line of added) {
    add(line, decimal(line.amount));
  }
  for (const { line } of removed) {
    add(line, ZERO.minus(decimal(line.amount)));
  }
  return [...sums.values()]
    .filter(({ sum }) => !sum.eq(ZERO))
    .map(({ of, sum }) => ({ ...of, net: toFixedDecimalString(sum, places) }));
}
