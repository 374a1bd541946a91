import { chargesDue } from '../../domain/contract/charges-due.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import type { DueCharge, DueRange } from '../../domain/rating/due.ts';
import { type Rejected, rejected } from '../execute.ts';
import { type Contract, type ContractDeps, contractNotFound, loadContract, todayOf } from './existing-contract.ts';

export interface PreviewInput {
  readonly contractId: ContractId;
  /** Only periods that start from this day on; null: all. */
  readonly from: CivilDate | null;
  /** Null: today where the seller is. */
  readonly through: CivilDate | null;
}

export interface ChargePreview {
  readonly outcome: 'accepted';
  readonly contract: Contract;
  readonly revision: number;
  readonly range: DueRange;
  readonly charges: readonly DueCharge[];
}

/** What billing would charge: the same computation, with nothing appended. */
export async function previewCharges(
  deps: ContractDeps,
  { contractId, from, through }: PreviewInput,
  { tenantId }: { readonly tenantId: TenantId },
): Promise<ChargePreview | Rejected> {
  const loaded = await loadContract(deps.eventStore, tenantId, contractId);
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
  const range = { from, through: through ?? (await todayOf(deps, tenantId, state.sellerId)) };
  return { outcome: 'accepted', contract: state, revision, range, charges: chargesDue(state, range) };
}
