import type { ContractCommand } from '../../domain/contract/commands.ts';
import type { DraftContract } from '../../domain/contract/state.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import { roundingOn } from '../../domain/seller/state.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { approvalNeed } from './approval.ts';
import { openAccount } from './contract-terms.ts';
import { type ContractDeps, type ContractOutcome, loadSeller, onContract } from './existing-contract.ts';
import { pricedLines } from './priced-lines.ts';

export interface ActivateContractInput {
  readonly contractId: ContractId;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/**
 * Makes a draft binding. The catalogue's prices and the seller's rounding are copied onto the contract here, so that a
 * later edit of either never rebills history.
 */
export async function activateContract(
  deps: ContractDeps,
  input: ActivateContractInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  return onContract(
    deps,
    input,
    async (state) => {
      const command = await activation(deps, provenance.tenantId, state.status === 'draft' ? state : undefined);
      return 'rejection' in command ? rejected(command.rejection) : [command];
    },
    provenance,
  );
}

/** The command that activates a draft; for a contract that is no draft any more its own rules give the answer. */
export async function activation(
  { eventStore, clock }: ContractDeps,
  tenantId: TenantId,
  draft: DraftContract | undefined,
): Promise<Extract<ContractCommand, { kind: 'activate' }> | { readonly rejection: Rejection }> {
  if (draft === undefined) {
    const activatedOn = civilDateIn('UTC', clock.now());
    return { kind: 'activate', activatedOn, lines: [], rounding: 'half_up', approvals: [] };
  }
  const seller = await loadSeller(eventStore, tenantId, draft.sellerId);
  if ('rejection' in seller) {
    return seller;
  }
  for (const field of ['accountId', 'billToAccountId'] as const) {
    const account = await openAccount(eventStore, tenantId, draft.terms[field], field, 'activation');
    if ('rejection' in account) {
      return account; // closed since it was drafted
    }
  }
  const lines = await pricedLines(eventStore, { tenantId, sellerId: draft.sellerId }, draft.lines, draft.terms);
  if ('rejection' in lines) {
    return lines;
  }
  const activatedOn = civilDateIn(seller.timeZone, clock.now());
  const { roles: approvals } = approvalNeed(seller, draft, lines, activatedOn);
  return { kind: 'activate', activatedOn, lines, rounding: roundingOn(seller, activatedOn), approvals };
}
