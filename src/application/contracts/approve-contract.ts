import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { ContractId } from '../../domain/kernel/ids.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { approvalNeed } from './approval.ts';
import { type ContractDeps, type ContractOutcome, loadSeller, onContract } from './existing-contract.ts';
import { pricedLines } from './priced-lines.ts';

export interface SubmitContractInput {
  readonly contractId: ContractId;
  readonly reason: string | null;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/** Lays a draft before those whom its seller's policy names. */
export async function submitContract(
  deps: ContractDeps,
  input: SubmitContractInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  const { tenantId, actor } = provenance;
  return onContract(
    deps,
    input,
    async (state) => {
      if (state.status !== 'draft') {
        return rejected({
          code: 'CONTRACT_NOT_DRAFT',
          message: `Contract ${state.contractNumber} is no draft any more; there is nothing to approve.`,
        });
      }
      const seller = await loadSeller(deps.eventStore, tenantId, state.sellerId);
      if ('rejection' in seller) {
        return rejected(seller.rejection);
      }
      const lines = await pricedLines(
        deps.eventStore,
        { tenantId, sellerId: state.sellerId },
        state.lines,
        state.terms,
      );
      if ('rejection' in lines) {
        return rejected(lines.rejection);
      }
      const submittedOn = civilDateIn(seller.timeZone, deps.clock.now());
      const { value, discountPercent, roles } = approvalNeed(seller, state, lines, submittedOn);
      const { reason } = input;
      return [{ kind: 'submit', submittedOn, submittedBy: actor, value, discountPercent, steps: roles, reason }];
    },
    provenance,
  );
}

export interface DecideApprovalInput {
  readonly contractId: ContractId;
  /** Of the person who decides. */
  readonly roles: readonly string[];
  readonly reason: string | null;
  readonly expectedRevision: number | undefined;
}

export async function approveContract(
  deps: ContractDeps,
  input: DecideApprovalInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  const { roles, reason } = input;
  return onContract(deps, input, async () => [{ kind: 'approve', by: provenance.actor, roles, reason }], provenance);
}

export async function rejectContract(
  deps: ContractDeps,
  input: DecideApprovalInput & { readonly reason: string },
  provenance: Provenance,
): Promise<ContractOutcome> {
  const { roles, reason } = input;
  return onContract(deps, input, async () => [{ kind: 'reject', by: provenance.actor, roles, reason }], provenance);
}
