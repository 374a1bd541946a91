import { invoice } from '../../domain/invoice/invoice.ts';
import { balanceOf, type PayableInvoice } from '../../domain/invoice/settle.ts';
import type { Decimal, DecimalString } from '../../domain/kernel/decimal.ts';
import type { InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import { invoiceStream } from '../streams.ts';
import { creditedOn } from './credited.ts';
import type { PaymentDeps } from './dependencies.ts';

/** A finalised invoice with what is open on it, out of streams. */
export interface OpenInvoice extends PayableInvoice {
  readonly invoiceId: InvoiceId;
  readonly credited: DecimalString;
  readonly open: Decimal;
  readonly revision: number;
}

/** The invoice with its balance, or why payments do not go there. */
export async function payableInvoice(
  deps: Pick<PaymentDeps, 'eventStore' | 'finders'>,
  tenantId: TenantId,
  invoiceId: InvoiceId,
): Promise<OpenInvoice | Rejected> {
  const { state, revision } = await deps.eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
  switch (state.status) {
    case 'finalised': {
      const credited = await creditedOn(deps, tenantId, invoiceId, state.final.currency);
      return { ...state, invoiceId, credited, open: balanceOf(state, credited), revision };
    }
    case 'none':
    case 'open':
    case 'empty':
      return rejected({ code: 'INVOICE_NOT_FOUND', message: `There is no invoice ${invoiceId}.` });
    case 'summary':
      return rejected({
        code: 'INVOICE_NOT_PAYABLE',
        message: `${invoiceId} is a summary; allocate payments to the invoices that it shows.`,
      });
    default:
      return rejected({
        code: 'INVOICE_NOT_PAYABLE',
        message: `The invoice ${invoiceId} is ${state.status}; payments are allocated to finalised invoices.`,
      });
  }
}
