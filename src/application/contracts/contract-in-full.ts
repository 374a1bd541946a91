import type { AccountStatus } from '../../domain/account/events.ts';
import type { ContractEvent } from '../../domain/contract/events.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { loadAccount } from '../directory/existing-account.ts';
import type { Outcome } from '../execute.ts';
import { contractStream } from '../streams.ts';
import { type Contract, type ContractDeps, type ContractOutcome, todayOf } from './existing-contract.ts';

/** A contract as a person sees it: with its account's name, and when it came and last changed. */
export interface ContractInFull {
  readonly contract: Contract;
  readonly account: { readonly id: AccountId; readonly accountName: string; readonly status: AccountStatus } | null;
  /** Today where the seller is: what is in force, and whether it is over, follow from it. */
  readonly today: CivilDate;
  /** When its first and its last fact were recorded. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type ContractInFullOutcome = Outcome<ContractInFull, ContractEvent>;

/** Completes what was decided about a contract by what stands elsewhere. */
export async function inFull(
  deps: ContractDeps,
  tenantId: TenantId,
  outcome: ContractOutcome,
): Promise<ContractInFullOutcome> {
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const contract = outcome.state;
  const { accountId } = contract.terms;
  const stream = contractStream(tenantId, contract.contractId);
  const [today, account, [first], last] = await Promise.all([
    todayOf(deps, tenantId, contract.sellerId),
    loadAccount(deps.eventStore, tenantId, accountId),
    deps.eventStore.read(stream, 0, 1),
    deps.eventStore.last(stream),
  ]);
  if (first === undefined || last === undefined) {
    throw new Error(`Contract ${contract.contractId} was accepted, but its stream is empty`);
  }
  return {
    ...outcome,
    state: {
      contract,
      account:
        account === undefined
          ? null
          : { id: accountId, accountName: account.state.accountName, status: account.state.status },
      today,
      createdAt: first.metadata.recordedAt,
      updatedAt: last.metadata.recordedAt,
    },
  };
}
