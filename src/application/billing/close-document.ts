import type { MemberOutcome } from '../../domain/invoice/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import type { ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import { execute } from '../execute.ts';
import type { EventStore, Loaded, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import { releaseClaims } from './release.ts';

/** A document that comes to nothing, and the contracts that may have been claimed for it. */
export interface FutileDocument {
  readonly invoiceId: InvoiceId;
  readonly members: readonly MemberOutcome[];
  readonly contractIds: readonly ContractId[];
  readonly reason: string;
}

/**
 * Ends a document that comes to nothing, and gives back its claims. The document's last event comes first: whoever is
 * about to draft it meets a conflict. Where the draft was faster, it stands, and so do the claims that it lists.
 */
export async function closeDocument(
  eventStore: EventStore,
  { invoiceId, members, contractIds, reason }: FutileDocument,
  provenance: Provenance,
): Promise<Loaded<InvoiceState>> {
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const command = { kind: 'foundEmpty', members } as const;
  const closed = await execute(eventStore, invoice, stream, command, step(provenance, 'foundEmpty', invoiceId));
  if (closed.outcome === 'rejected') {
    throw new Error(`Document ${invoiceId} was not closed: ${closed.rejection.message}`);
  }
  await releaseUnlisted(eventStore, invoiceId, closed.state, contractIds, reason, provenance);
  return { ...closed, commands: new Map() };
}

/** Gives back the claims that a closed document does not list: somebody else closed it first, without them. */
export async function releaseUnlisted(
  eventStore: EventStore,
  invoiceId: InvoiceId,
  state: InvoiceState,
  contractIds: readonly ContractId[],
  reason: string,
  provenance: Provenance,
): Promise<void> {
  const listed = new Set(membersOf(state).flatMap((each) => (each.outcome === 'claimed' ? [each.contractId] : [])));
  const unlisted = contractIds.filter(
    (contractId) => state.status === 'discarded' || state.status === 'void' || !listed.has(contractId),
  );
  const members = unlisted.map((contractId) => ({ contract: { contractId } }));
  await releaseClaims(eventStore, invoiceId, members, reason, provenance);
}

/** What became of each contract, as the closed document says. */
export function membersOf(state: InvoiceState): readonly MemberOutcome[] {
  return 'draft' in state ? state.draft.members : state.status === 'empty' ? state.members : [];
}
