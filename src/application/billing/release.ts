import { contract } from '../../domain/contract/contract.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { execute } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { contractStream } from '../streams.ts';

/** Gives the charges of a document that came to nothing back to their contracts: the next run bills them again. */
export async function releaseClaims(
  eventStore: EventStore,
  invoiceId: InvoiceId,
  members: readonly { readonly contract: Pick<BindingContract, 'contractId'> }[],
  reason: string,
  provenance: Provenance,
): Promise<void> {
  for (const { contract: member } of members) {
    const stream = contractStream(provenance.tenantId, member.contractId);
    const outcome = await execute(
      eventStore,
      contract,
      stream,
      { kind: 'releaseCharges', invoiceId, chargeIds: null, reason },
      step(provenance, 'release', invoiceId, member.contractId),
    );
    if (outcome.outcome === 'rejected' && outcome.rejection.code !== 'CLAIM_NOT_FOUND') {
      throw new Error(`The charges of document ${invoiceId} were not released: ${outcome.rejection.message}`);
    }
  }
}
