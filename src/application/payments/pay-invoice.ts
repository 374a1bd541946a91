import { invoice } from '../../domain/invoice/invoice.ts';
import { ZERO } from '../../domain/kernel/decimal.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import type { ChangedDocument } from '../billing/draft-documents.ts';
import { derivedId } from '../derived-ids.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { invoiceStream } from '../streams.ts';
import type { PaymentDeps } from './dependencies.ts';
import { payableInvoice } from './payable-invoice.ts';
import { recordPayment } from './record-payment.ts';

export interface PayInvoiceInput {
  readonly invoiceId: InvoiceId;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/**
 * What a form means that sets an invoice to paid: the balance has come today, from whoever was billed. Nothing is
 * recorded where nothing is owed. The payment's id derives from the invoice as it stands, so that two people who set it
 * to paid at the same moment have recorded one payment.
 */
export async function payInvoice(
  deps: PaymentDeps,
  { invoiceId, expectedRevision }: PayInvoiceInput,
  provenance: Provenance,
): Promise<ChangedDocument> {
  const found = await payableInvoice(deps, provenance.tenantId, invoiceId);
  if ('outcome' in found) {
    return found;
  }
  const { final, open, revision } = found;
  if (final.documentType !== 'invoice') {
    const message = `${final.invoiceNumber} is a credit note; payments settle invoices.`;
    return rejected({ code: 'INVOICE_NOT_PAYABLE', message });
  }
  if (expectedRevision !== undefined && expectedRevision !== revision) {
    const message = `The record is at revision ${revision}, not ${expectedRevision}; read it again and repeat the change.`;
    return rejected({ code: 'REVISION_MISMATCH', message });
  }
  if (open.lte(ZERO)) {
    return paid(deps, invoiceId, 0n, provenance);
  }
  const { commandId: causationId } = provenance;
  const outcome = await recordPayment(
    deps,
    {
      sellerId: final.sellerId,
      accountId: final.billToAccountId,
      currency: final.currency,
      amount: exactAmount(open, final.currency),
      method: 'other',
      reference: null,
      receivedOn: null,
      note: `The invoice ${final.invoiceNumber} was set to paid.`,
      allocations: { by: 'hand', allocations: [{ invoiceId, amount: null, deductions: [] }] },
    },
    { ...provenance, commandId: derivedId('pay invoice', invoiceId, revision), causationId },
  );
  return outcome.outcome === 'rejected' ? outcome : paid(deps, invoiceId, outcome.position, provenance);
}

/** The invoice as it stands now. `paidAt`: position of the payment's last event. */
async function paid(
  { eventStore }: PaymentDeps,
  invoiceId: InvoiceId,
  paidAt: bigint,
  { tenantId }: Provenance,
): Promise<ChangedDocument> {
  const { state, revision, position } = await eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
  return { outcome: 'accepted', invoiceId, state, revision, position: paidAt > position ? paidAt : position };
}
