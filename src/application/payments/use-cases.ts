import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Payment } from '../../domain/payment/state.ts';
import type { ChangedDocument } from '../billing/draft-documents.ts';
import { type Moments, readMoments } from '../directory/moments.ts';
import type { Outcome } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { paymentStream } from '../streams.ts';
import type { PaymentDeps } from './dependencies.ts';
import type { PaymentOutcome } from './existing-payment.ts';
import { type PayInvoiceInput, payInvoice } from './pay-invoice.ts';
import { type RecordPaymentInput, recordPayment } from './record-payment.ts';
import {
  type AllocatePaymentInput,
  allocatePayment,
  type RefundPaymentInput,
  type ReversePaymentInput,
  refundPayment,
  reversePayment,
  type UnallocatePaymentInput,
  unallocatePayment,
} from './use-payment.ts';

/** A payment with the moments of its first and last fact. */
export type RecordedPayment = Payment & Moments;
export type RecordedPaymentOutcome = Outcome<RecordedPayment, PaymentEvent>;

/** The use cases of payments, bound to what they need. */
export interface PaymentUseCases {
  record(input: RecordPaymentInput, provenance: Provenance): Promise<RecordedPaymentOutcome>;
  allocate(input: AllocatePaymentInput, provenance: Provenance): Promise<RecordedPaymentOutcome>;
  unallocate(input: UnallocatePaymentInput, provenance: Provenance): Promise<RecordedPaymentOutcome>;
  reverse(input: ReversePaymentInput, provenance: Provenance): Promise<RecordedPaymentOutcome>;
  refund(input: RefundPaymentInput, provenance: Provenance): Promise<RecordedPaymentOutcome>;
  payInvoice(input: PayInvoiceInput, provenance: Provenance): Promise<ChangedDocument>;
}

export function createPaymentUseCases(deps: PaymentDeps): PaymentUseCases {
  const withMoments = async (outcome: PaymentOutcome, { tenantId }: Provenance): Promise<RecordedPaymentOutcome> => {
    if (outcome.outcome === 'rejected') {
      return outcome;
    }
    const moments = await readMoments(deps.eventStore, paymentStream(tenantId, outcome.state.paymentId));
    return { ...outcome, state: { ...outcome.state, ...moments } };
  };
  const bound =
    <Input>(useCase: (deps: PaymentDeps, input: Input, provenance: Provenance) => Promise<PaymentOutcome>) =>
    async (input: Input, provenance: Provenance) =>
      withMoments(await useCase(deps, input, provenance), provenance);
  return {
    record: bound(recordPayment),
    allocate: bound(allocatePayment),
    unallocate: bound(unallocatePayment),
    reverse: bound(reversePayment),
    refund: bound(refundPayment),
    payInvoice: (input, provenance) => payInvoice(deps, input, provenance),
  };
}
