import type { BindingContract } from '../../domain/contract/state.ts';
import type { ContractId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';

/** What contracts must share to stand on one document. The tax scheme follows from the buyer. */
export interface GroupFacts {
  readonly sellerId: string;
  readonly accountId: string;
  readonly billToAccountId: string;
  readonly currency: string;
  readonly paymentTerms: string;
  readonly paymentTermsDays: number | null;
  readonly purchaseOrderNumber: string | null;
}

export function groupFactsOf(contract: BindingContract): GroupFacts {
  const { accountId, billToAccountId, currency, paymentTerms, paymentTermsDays, purchaseOrderNumber } = contract.terms;
  return {
    sellerId: contract.sellerId,
    accountId,
    billToAccountId,
    currency,
    paymentTerms,
    paymentTermsDays,
    purchaseOrderNumber,
  };
}

/** The same facts always give the same group; with a contract it is the group of that contract alone. */
export function groupIdOf(facts: GroupFacts, contractId: ContractId | null = null): string {
  return derivedId(
    'group',
    facts.sellerId,
    facts.accountId,
    facts.billToAccountId,
    facts.currency,
    facts.paymentTerms,
    facts.paymentTermsDays ?? '',
    facts.purchaseOrderNumber ?? '',
    ...(contractId === null ? [] : [contractId]),
  );
}

/** The group of the contracts in `<group>.<part>`: one that is too many for a document, or for a chunk, has parts. */
export function groupOfPart(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
