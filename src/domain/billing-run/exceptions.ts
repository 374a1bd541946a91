import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { ContractId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import { cancelled } from './control.ts';
import type { AcceptedGuard, BillingRunEvent, RunException, RunGroup } from './events.ts';
import { inChunks, takeName } from './groups.ts';
import type { StartedRun } from './state.ts';

export interface ContractException extends RunException {
  readonly status: 'open' | 'retrying' | 'accepted';
}

/** Contracts that the run could not bill, each with what its latest attempt came to. */
export function exceptionsOf({ chunks, accepted }: StartedRun): ReadonlyMap<ContractId, ContractException> {
  const found = new Map<ContractId, ContractException>();
  for (const { groups, isRetry, result } of chunks) {
    for (const contractId of isRetry ? groups.flatMap((group) => group.contractIds) : []) {
      const before = found.get(contractId);
      if (before !== undefined && result === null) {
        found.set(contractId, { ...before, status: 'retrying' });
      } else {
        found.delete(contractId);
      }
    }
    for (const exception of result?.exceptions ?? []) {
      found.set(exception.contractId, { ...exception, status: 'open' });
    }
  }
  for (const contractId of accepted) {
    const exception = found.get(contractId);
    if (exception !== undefined) {
      found.set(contractId, { ...exception, status: 'accepted' });
    }
  }
  return found;
}

/**
 * Tries exceptions once more, in chunks and groups of their own: a document that could not be made is closed for ever, so
 * the next attempt is another document. Those that are tried already are left alone.
 */
export function retryExceptions(
  { groups, acceptGuard }: { readonly groups: readonly RunGroup[]; readonly acceptGuard: AcceptedGuard | null },
  state: StartedRun,
): Decision<BillingRunEvent> {
  if (state.status === 'cancelled') {
    return cancelled();
  }
  const exceptions = exceptionsOf(state);
  const names = new Set(state.chunks.flatMap((chunk) => chunk.groups).map((group) => group.groupId));
  const retried = groups.flatMap(({ groupId, contractIds }): RunGroup[] => {
    const open = contractIds.filter((contractId) => exceptions.get(contractId)?.status === 'open');
    return open.length === 0 ? [] : [{ groupId: takeName(groupId, names), contractIds: open }];
  });
  const isUnderWay = groups
    .flatMap(({ contractIds }) => contractIds)
    .some((contractId) => exceptions.get(contractId)?.status === 'retrying');
  if (retried.length === 0 && !isUnderWay) {
    return reject('BILLING_RUN_EXCEPTION_NOT_FOUND', 'None of these contracts is an open exception of the run.');
  }
  return accept(
    ...inChunks(retried).map(
      (some, index): BillingRunEvent => ({
        type: 'ExceptionsRetried',
        data: { chunk: state.chunks.length + index + 1, groups: some, acceptGuard },
      }),
    ),
  );
}

/** The run is whole without this contract. */
export function acceptException(
  exception: { readonly contractId: ContractId; readonly reason: string; readonly acceptedBy: Principal },
  state: StartedRun,
): Decision<BillingRunEvent> {
  switch (exceptionsOf(state).get(exception.contractId)?.status) {
    case 'accepted':
      return accept();
    case 'open':
      return accept({ type: 'ExceptionAccepted', data: exception });
    case 'retrying':
      return reject('BILLING_RUN_EXCEPTION_RETRYING', 'The contract is tried once more; wait for what comes of it.');
    default:
      return reject('BILLING_RUN_EXCEPTION_NOT_FOUND', 'This contract is no exception of the run.');
  }
}
