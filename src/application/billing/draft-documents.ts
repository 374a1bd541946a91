import { invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
import { settleCredit } from '../invoices/settle-credit.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import { NOTHING_SECURED } from './backing.ts';
import type { BillingDeps } from './dependencies.ts';
import { finaliseStarted } from './finalise.ts';
import { releaseClaims } from './release.ts';
import { startOrHold } from './start-or-hold.ts';
import { createWorkbench } from './workbench.ts';

export type ChangedDocument =
  | {
      readonly outcome: 'accepted';
      readonly invoiceId: InvoiceId;
      readonly state: InvoiceState;
      readonly revision: number;
      readonly position: bigint;
    }
  | Rejected;

const NOT_FOUND = { code: 'INVOICE_NOT_FOUND', message: 'There is no such document.' };

/**
 * Takes a reviewed draft to its number, or holds it while an order or credit is wanting. Doing it again returns the
 * document as it is by then.
 */
export async function finaliseInvoice(
  deps: BillingDeps,
  { invoiceId, expectedRevision }: { readonly invoiceId: InvoiceId; readonly expectedRevision?: number | undefined },
  provenance: Provenance,
): Promise<ChangedDocument> {
  const { tenantId } = provenance;
  const stream = invoiceStream(tenantId, invoiceId);
  const bench = createWorkbench(deps, provenance);
  let loaded = await deps.eventStore.load(stream, invoice);
  if (!('draft' in loaded.state)) {
    return rejected(NOT_FOUND);
  }
  if (loaded.state.status === 'discarded') {
    const message = 'The document was discarded; bill its contracts again.';
    return rejected({ code: 'INVOICE_NOT_DRAFT', message });
  }
  if (loaded.state.status === 'draft' || loaded.state.status === 'held') {
    const waiting = { invoiceId, draft: loaded.state.draft, loaded };
    const started = await startOrHold(bench, waiting, provenance, { expectedRevision });
    if (started.outcome === 'rejected') {
      return started;
    }
    loaded = { ...started, commands: new Map() };
  }
  const [done] = await finaliseStarted(bench, [{ invoiceId, loaded }], step(provenance, 'finalise'), 1);
  if (done?.fault !== undefined) {
    throw done.fault.error;
  }
  if (loaded.state.status === 'finalising' && loaded.state.draft.origin === 'credit') {
    await settleCredit(deps, invoiceId, provenance);
  }
  const { state, revision, position } = done?.loaded ?? loaded;
  return { outcome: 'accepted', invoiceId, state, revision, position };
}

/** Throws a draft away: the document's last event first, then its claims go back, so that the next run bills them. */
export async function discardInvoice(
  deps: BillingDeps,
  wanted: { readonly invoiceId: InvoiceId; readonly reason: string; readonly expectedRevision?: number | undefined },
  provenance: Provenance,
): Promise<ChangedDocument> {
  const { invoiceId, reason, expectedRevision } = wanted;
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const command = { kind: 'discard', reason } as const;
  const discarded = await execute(deps.eventStore, invoice, stream, command, provenance, { expectedRevision });
  if (discarded.outcome === 'rejected') {
    return discarded;
  }
  const { state, revision, position } = discarded;
  if (state.status === 'discarded') {
    // Whoever was about to finalise it may have taken something and fallen.
    const { backing } = createWorkbench(deps, provenance);
    await backing.release(state.draft, NOTHING_SECURED, 'discarded', step(provenance, 'give-back', invoiceId));
    const members = state.draft.members
      .filter((member) => member.outcome === 'claimed')
      .map(({ contractId }) => ({ contract: { contractId } }));
    await releaseClaims(deps.eventStore, invoiceId, members, reason, provenance);
    if (state.draft.origin === 'credit') {
      await settleCredit(deps, invoiceId, provenance);
    }
  }
  return { outcome: 'accepted', invoiceId, state, revision, position };
}
