import type { ReductionReason } from '../../domain/credit/events.ts';
import type { HoldReason } from '../../domain/invoice/events.ts';
import type { DraftedInvoice, Secured } from '../../domain/invoice/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import type { Provenance } from '../ports/event-store.ts';

/**
 * What stands behind documents: purchase orders and credit limits (billing-rules §6). Every step may be taken twice: what
 * a document has is known by its id.
 */
export interface Backing {
  /** Whether anything has to be asked for at all. Where not, a document is drafted and started in one append. */
  concerns(draft: DraftedInvoice): Promise<boolean>;
  /** Takes all that the document needs, or nothing and why. */
  secure(draft: DraftedInvoice, issueDate: CivilDate, provenance: Provenance): Promise<Secured | HoldReason>;
  /** The document is final: what it drew is drawn for good. */
  confirm(invoiceId: InvoiceId, secured: Secured, provenance: Provenance): Promise<void>;
  /** Gives back what a document took that did not become final, or was voided. */
  release(draft: DraftedInvoice, secured: Secured, because: ReductionReason, provenance: Provenance): Promise<void>;
  /** A credit note is final: what it takes back is free again where the corrected documents had taken it. */
  giveBack(creditNote: DraftedInvoice, provenance: Provenance): Promise<void>;
}

export const NOTHING_SECURED: Secured = { orders: [], credit: [] };

/** Where there are neither orders nor limits. */
export const NO_BACKING: Backing = {
  concerns: async () => false,
  secure: async () => NOTHING_SECURED,
  confirm: async () => undefined,
  release: async () => undefined,
  giveBack: async () => undefined,
};
