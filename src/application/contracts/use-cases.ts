import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type ActivateContractInput, activateContract } from './activate-contract.ts';
import { type AmendContractInput, amendContract } from './amend-contract.ts';
import {
  approveContract,
  type DecideApprovalInput,
  rejectContract,
  type SubmitContractInput,
  submitContract,
} from './approve-contract.ts';
import { type ChangeContractInput, changeContract } from './change-contract.ts';
import { type ContractInFullOutcome, inFull } from './contract-in-full.ts';
import { type ContractTimeline, contractTimeline, type TimelineInput } from './contract-timeline.ts';
import { type DiscardDraftInput, discardDraft } from './discard-draft.ts';
import { type AlignedDraftInput, type DraftContractInput, draftContract } from './draft-contract.ts';
import type { ContractDeps, ContractOutcome } from './existing-contract.ts';
import { type AmendmentsPreview, type PreviewAmendmentsInput, previewAmendments } from './preview-amendments.ts';
import { type ChargePreview, type PreviewInput, previewCharges } from './preview-charges.ts';
import { type QuotedRenewal, type QuoteRenewalInput, quoteRenewal } from './quote-renewal.ts';

/** What a process can do with contracts, with everything bound that it needs. */
export interface ContractUseCases {
  draftContract(input: DraftContractInput | AlignedDraftInput, provenance: Provenance): Promise<ContractInFullOutcome>;
  changeContract(input: ChangeContractInput, provenance: Provenance): Promise<ContractInFullOutcome>;
  activateContract(input: ActivateContractInput, provenance: Provenance): Promise<ContractInFullOutcome>;
  submitContract(input: SubmitContractInput, provenance: Provenance): Promise<ContractInFullOutcome>;
  approveContract(input: DecideApprovalInput, provenance: Provenance): Promise<ContractInFullOutcome>;
  rejectContract(
    input: DecideApprovalInput & { readonly reason: string },
    provenance: Provenance,
  ): Promise<ContractInFullOutcome>;
  amendContract(input: AmendContractInput, provenance: Provenance): Promise<ContractInFullOutcome>;
  discardDraft(input: DiscardDraftInput, provenance: Provenance): Promise<ContractOutcome>;
  previewCharges(input: PreviewInput, reader: { readonly tenantId: TenantId }): Promise<ChargePreview | Rejected>;
  contractTimeline(input: TimelineInput, reader: { readonly tenantId: TenantId }): Promise<ContractTimeline | Rejected>;
  previewAmendments(
    input: PreviewAmendmentsInput,
    reader: { readonly tenantId: TenantId },
  ): Promise<AmendmentsPreview | Rejected>;
  quoteRenewal(input: QuoteRenewalInput, reader: { readonly tenantId: TenantId }): Promise<QuotedRenewal | Rejected>;
}

export function createContractUseCases(deps: ContractDeps): ContractUseCases {
  const complete =
    <Input>(useCase: (deps: ContractDeps, input: Input, provenance: Provenance) => Promise<ContractOutcome>) =>
    async (input: Input, provenance: Provenance) =>
      inFull(deps, provenance.tenantId, await useCase(deps, input, provenance));
  return {
    draftContract: complete(draftContract),
    changeContract: complete(changeContract),
    activateContract: complete(activateContract),
    submitContract: complete(submitContract),
    approveContract: complete(approveContract),
    rejectContract: complete(rejectContract),
    amendContract: complete(amendContract),
    discardDraft: (input, provenance) => discardDraft(deps, input, provenance),
    previewCharges: (input, reader) => previewCharges(deps, input, reader),
    contractTimeline: (input, reader) => contractTimeline(deps, input, reader),
    previewAmendments: (input, reader) => previewAmendments(deps, input, reader),
    quoteRenewal: (input, reader) => quoteRenewal(deps, input, reader),
  };
}
