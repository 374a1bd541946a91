import type { HoldReason } from '../../domain/invoice/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import { issueBy } from '../../domain/invoice/issue-by.ts';
import type { DraftedInvoice, Hold, InvoiceState } from '../../domain/invoice/state.ts';
import { outdatedTax } from '../../domain/invoice/tax.ts';
import { taxPointOf } from '../../domain/invoice/tax-point.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import type { Seller } from '../../domain/seller/state.ts';
import { type ExecuteOptions, execute, type Outcome, rejected } from '../execute.ts';
import type { Loaded, Provenance, StreamId } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import { missingMembers } from './missing-members.ts';
import type { Workbench } from './workbench.ts';

export interface WaitingDraft {
  readonly invoiceId: InvoiceId;
  readonly draft: DraftedInvoice;
  readonly loaded: Loaded<InvoiceState>;
}

/**
 * Takes a draft, or one that is held, past the point of no return; or holds it, and then nothing of an order or a limit
 * stays taken. What was taken before a fall is found by whoever comes again, since it is known by the document's id.
 */
export async function startOrHold(
  bench: Workbench,
  { invoiceId, draft, loaded }: WaitingDraft,
  provenance: Provenance,
  options: ExecuteOptions = {},
): Promise<Outcome<InvoiceState, object>> {
  const { deps, parties, backing, numberRequests } = bench;
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const seller = await parties.seller(draft.sellerId);
  const issueDate = civilDateIn(seller.timeZone, deps.clock.now());
  const outdated = taxFault(draft, seller, issueDate);
  if (outdated !== undefined && loaded.state.status !== 'held') {
    return rejected(outdated);
  }
  // Nobody is there to be told what a document that has been held for long waits for by now: it says so itself.
  const missing =
    outdated === undefined
      ? await missingMembers(deps, draft, provenance.tenantId)
      : ({ kind: 'tax', ...outdated } as const);
  const secured = missing ?? (await backing.secure(draft, issueDate, step(provenance, 'secure', invoiceId)));
  if ('kind' in secured) {
    const hold = await holdFor(bench, draft, seller, secured, issueDate);
    const provenanceOfHold = step(provenance, 'hold', invoiceId, secured.code, loaded.revision);
    return execute(deps.eventStore, invoice, stream, { kind: 'hold', hold }, provenanceOfHold, { ...options, loaded });
  }
  const request = await numberRequests.of(draft, issueDate, secured);
  const command = { kind: 'startFinalisation', request } as const;
  const started = await execute(deps.eventStore, invoice, stream, command, provenance, { ...options, loaded });
  if (started.outcome === 'rejected' && !(await isOnItsWay(bench, stream))) {
    await backing.release(draft, secured, 'discarded', step(provenance, 'release', invoiceId));
  }
  return started;
}

/** Somebody else was faster, and what stands behind the document is what was found: it stays. */
async function isOnItsWay({ deps }: Workbench, stream: StreamId): Promise<boolean> {
  const { state } = await deps.eventStore.load(stream, invoice);
  return state.status === 'finalising' || state.status === 'finalised';
}

/** A draft's tax was computed for the day on which it was made. */
function taxFault(draft: DraftedInvoice, seller: Seller, issueDate: CivilDate): Rejection | undefined {
  const taxPoint = taxPointOf(seller, issueDate, draft.periodEnd);
  const outdated = outdatedTax(draft, seller.taxRates, taxPoint);
  return outdated === undefined
    ? undefined
    : {
        code: 'TAX_RATE_CHANGED',
        message: `The draft has ${outdated.taxRatePercent} % ${outdated.taxCategory} tax, which is not the rate on ${taxPoint}; discard it and bill again.`,
      };
}

async function holdFor(
  { parties }: Workbench,
  draft: DraftedInvoice,
  seller: Seller,
  reason: HoldReason,
  heldOn: CivilDate,
): Promise<Hold> {
  const { billingCountry } = await parties.account(draft.accountId);
  return { heldOn, reasons: [reason], issueBy: issueBy(draft, seller.country, billingCountry) };
}
