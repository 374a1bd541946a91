import { chargesDue } from '../../domain/contract/charges-due.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import type { DueCharge, DueRange } from '../../domain/rating/due.ts';
import { newId } from '../derived-ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { Amendment } from './amendment.ts';
import { commandOf } from './amendment-command.ts';
import { type Contract, type ContractDeps, contractNotFound, loadContract, todayOf } from './existing-contract.ts';

export interface PreviewAmendmentsInput {
  readonly contractId: ContractId;
  /** Made one after the other. */
  readonly amendments: readonly Amendment[];
  /** Null: today where the seller is. */
  readonly through: CivilDate | null;
}

export interface AmendmentsPreview {
  readonly outcome: 'accepted';
  readonly contract: Contract;
  readonly revision: number;
  readonly range: DueRange;
  /** What the next billing would charge without the amendments, and with them. */
  readonly before: readonly DueCharge[];
  readonly after: readonly DueCharge[];
}

/** What amendments would do to the next invoice: decided as they would be, with nothing appended. */
export async function previewAmendments(
  deps: ContractDeps,
  { contractId, amendments, through }: PreviewAmendmentsInput,
  { tenantId }: { readonly tenantId: TenantId },
): Promise<AmendmentsPreview | Rejected> {
  const loaded = await loadContract(deps.eventStore, tenantId, contractId);
  if (loaded === undefined) {
    return contractNotFound(contractId);
  }
  let amended = loaded.state;
  for (const amendment of amendments) {
    const command = await commandOf(deps, amended, amendment, { tenantId, commandId: newId() });
    if ('rejection' in command) {
      return rejected(command.rejection);
    }
    const decision = contract.decide(command, amended);
    if (decision.outcome === 'rejected') {
      return decision;
    }
    amended = decision.events.reduce<Contract>((state, event) => contract.evolve(state, event) as Contract, amended);
  }
  const range = { from: null, through: through ?? (await todayOf(deps, tenantId, loaded.state.sellerId)) };
  const before = dueOf(loaded.state, range);
  return {
    outcome: 'accepted',
    contract: amended,
    revision: loaded.revision,
    range,
    before,
    after: dueOf(amended, range),
  };
}

function dueOf(state: Contract, range: DueRange): readonly DueCharge[] {
  return state.status === 'active' || state.status === 'cancelled' ? chargesDue(state, range) : [];
}
