import type { BillingDeps } from '../billing/dependencies.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type ChangeLines, changeDraftLines } from './change-lines.ts';
import { type CreditInvoice, creditInvoice } from './credit-invoice.ts';
import type { DocumentOutcome } from './on-document.ts';
import { type RebilledInvoice, type RebillInvoice, rebillInvoice } from './rebill-invoice.ts';
import { type RegeneratedInvoice, type RegenerateInvoice, regenerateInvoice } from './regenerate-invoice.ts';
import { type VoidInvoice, voidInvoice } from './void-invoice.ts';

/** What people do to documents, beside reviewing those of runs; bound to what it needs. */
export interface InvoiceUseCases {
  changeDraftLines(input: ChangeLines, provenance: Provenance): Promise<DocumentOutcome>;
  voidInvoice(input: VoidInvoice, provenance: Provenance): Promise<DocumentOutcome>;
  creditInvoice(input: CreditInvoice, provenance: Provenance): Promise<DocumentOutcome>;
  rebillInvoice(input: RebillInvoice, provenance: Provenance): Promise<RebilledInvoice>;
  regenerateInvoice(input: RegenerateInvoice, provenance: Provenance): Promise<RegeneratedInvoice>;
}

export function createInvoiceUseCases(deps: BillingDeps): InvoiceUseCases {
  return {
    changeDraftLines: (input, provenance) => changeDraftLines(deps, input, provenance),
    voidInvoice: (input, provenance) => voidInvoice(deps, input, provenance),
    creditInvoice: (input, provenance) => creditInvoice(deps, input, provenance),
    rebillInvoice: (input, provenance) => rebillInvoice(deps, input, provenance),
    regenerateInvoice: (input, provenance) => regenerateInvoice(deps, input, provenance),
  };
}
