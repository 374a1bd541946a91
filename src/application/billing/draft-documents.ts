import { invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import { outdatedTax } from '../../domain/invoice/tax.ts';
import { taxPointOf } from '../../domain/invoice/tax-point.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import type { BillingDeps } from './dependencies.ts';
import { finaliseStarted } from './finalise.ts';
import { createNumberRequests } from './number-requests.ts';
import { createParties } from './parties.ts';
import { releaseClaims } from './release.ts';

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

/** Takes a reviewed draft to its number. Doing it again returns the finalised document. */
export async function finaliseInvoice(
  deps: BillingDeps,
  { invoiceId, expectedRevision }: { readonly invoiceId: InvoiceId; readonly expectedRevision?: number | undefined },
  provenance: Provenance,
): Promise<ChangedDocument> {
  const { tenantId } = provenance;
  const stream = invoiceStream(tenantId, invoiceId);
  const parties = createParties(deps.eventStore, deps.vault, tenantId);
  let loaded = await deps.eventStore.load(stream, invoice);
  if (!('draft' in loaded.state)) {
    return rejected(NOT_FOUND);
  }
  if (loaded.state.status === 'draft' || loaded.state.status === 'discarded') {
    const { draft } = loaded.state;
    const seller = await parties.seller(draft.sellerId);
    const issueDate = civilDateIn(seller.timeZone, deps.clock.now());
    const taxPoint = taxPointOf(seller, issueDate, draft.periodEnd);
    const outdated = outdatedTax(draft, seller.taxRates, taxPoint);
    if (loaded.state.status === 'draft' && outdated !== undefined) {
      const { taxRatePercent, taxCategory } = outdated;
      return rejected({
        code: 'TAX_RATE_CHANGED',
        message: `The draft has ${taxRatePercent} % ${taxCategory} tax, which is not the rate on ${taxPoint}; discard it and bill again.`,
      });
    }
    const request = await createNumberRequests(deps.eventStore, provenance).of(draft, issueDate);
    const command = { kind: 'startFinalisation', request } as const;
    const started = await execute(deps.eventStore, invoice, stream, command, provenance, { loaded, expectedRevision });
    if (started.outcome === 'rejected') {
      return started;
    }
    loaded = { ...started, commands: new Map() };
  }
  const [done] = await finaliseStarted(deps, parties, [{ invoiceId, loaded }], step(provenance, 'finalise'), 1);
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
    const members = state.draft.members
      .filter((member) => member.outcome === 'claimed')
      .map(({ contractId }) => ({ contract: { contractId } }));
    await releaseClaims(deps.eventStore, invoiceId, members, reason, provenance);
  }
  return { outcome: 'accepted', invoiceId, state, revision, position };
}
