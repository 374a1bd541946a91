import { chargesDue } from '../../domain/contract/charges-due.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import type { DueCharge, DueRange } from '../../domain/rating/due.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { EventStore } from '../ports/event-store.ts';
import { type Contract, contractNotFound, loadContract } from './existing-contract.ts';

export interface ChargePreview {
  readonly outcome: 'accepted';
  readonly contract: Contract;
  readonly revision: number;
  readonly charges: readonly DueCharge[];
}

/** What billing would charge: the same computation, with nothing appended (design §5). */
export async function previewCharges(
  { eventStore }: { readonly eventStore: EventStore },
  { contractId, ...range }: { readonly contractId: ContractId } & DueRange,
  { tenantId }: { readonly tenantId: TenantId },
): Promise<ChargePreview | Rejected> {
  const loaded = await loadContract(eventStore, tenantId, contractId);
  if (loaded === undefined) {
    return contractNotFound(contractId);
  }
  const { state, revision } = loaded;
  if (state.status !== 'active' && state.status !== 'cancelled') {
    return rejected({
      code: 'CONTRACT_NOT_ACTIVE',
      message: `Contract ${state.contractNumber} is a draft; activate it to see what it will be charged.`,
    });
  }
  return { outcome: 'accepted', contract: state, revision, charges: chargesDue(state, range) };
}
