import { z } from 'zod';
import type { RecordedPaymentOutcome } from '../../../application/payments/use-cases.ts';
import { zAllocationId, zPaymentId } from '../../../domain/kernel/ids.ts';
import { numbersOf } from '../../../projections/billing/queries/payments.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { acceptedOrRefuse, refusal } from '../../refusal.ts';
import type { TenantReader } from '../../tenant-read.ts';
import { zOptional, zOptionalText, zRequiredText, zWireDate, zWireMoney } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { recordInputOf, wantedAllocations, zNewPayment, zPaymentUse } from './payment-input.ts';
import { paymentOfDecision, zPayment } from './payment-record.ts';

const common = { permission: 'payment.record', tags: ['Payments'], groups: BILLING_GROUPS } as const;
const onOne = { ...common, method: 'POST', params: z.strictObject({ id: zPaymentId }) } as const;

async function answerOf(outcome: RecordedPaymentOutcome, read: TenantReader) {
  const { state, position, revision } = acceptedOrRefuse(outcome);
  const numbers = await read(({ client }) =>
    numbersOf(
      client,
      [...state.allocations.values()].map(({ invoiceId }) => invoiceId),
    ),
  );
  return { data: paymentOfDecision(state, numbers), position, revision, groups: BILLING_GROUPS };
}

export const postPayment = defineRoute({
  ...common,
  method: 'POST',
  url: '/api/payments',
  summary: 'Record money that has come',
  description:
    'With `allocations` or `allocateBy` it is used at once; what is left, or all of it, stays as unapplied cash. The same reference of the same payer is the same payment.',
  body: zNewPayment,
  response: { 201: zAccepted(zPayment) },
  handler: async ({ body, deps, command, read, reply }) => {
    const input = recordInputOf(body, deps.config.defaultCurrency);
    const answer = await answerOf(await deps.useCases.payments.record(input, command()), read);
    return respondAccepted(reply, { ...answer, status: 201, location: `/api/payments/${answer.data.id}` });
  },
});

export const postAllocate = defineRoute({
  ...onOne,
  url: '/api/payments/:id/allocate',
  summary: 'Use unapplied cash for invoices',
  body: zPaymentUse,
  response: { 200: zAccepted(zPayment) },
  handler: async ({ params, body, deps, command, read, reply }) => {
    const allocations = wantedAllocations(body);
    if (allocations === null) {
      throw refusal('VALIDATION_FAILED', 'Say which invoices to use it for, or by which rule.', {
        fields: { allocations: 'is required, or allocateBy' },
      });
    }
    const { expectedRevision, ...provenance } = command();
    const input = { paymentId: params.id, allocations, expectedRevision };
    return respondAccepted(reply, await answerOf(await deps.useCases.payments.allocate(input, provenance), read));
  },
});

export const postUnallocate = defineRoute({
  ...onOne,
  url: '/api/payments/:id/unallocate',
  summary: 'Take a payment off an invoice',
  description: 'The invoice is open again, and the money unapplied: to be used for another invoice, or given back.',
  body: z.strictObject({ allocationId: zAllocationId, reason: zRequiredText(1000) }),
  response: { 200: zAccepted(zPayment) },
  handler: async ({ params, body, deps, command, read, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { paymentId: params.id, ...body, expectedRevision };
    return respondAccepted(reply, await answerOf(await deps.useCases.payments.unallocate(input, provenance), read));
  },
});

export const postReverse = defineRoute({
  ...onOne,
  url: '/api/payments/:id/reverse',
  summary: 'The money has not stayed: bounced, charged back, or recorded by mistake',
  description: 'It comes off all its invoices, which are open again.',
  body: z.strictObject({ reason: zRequiredText(1000), reversedOn: zOptional(zWireDate) }),
  response: { 200: zAccepted(zPayment) },
  handler: async ({ params, body, deps, command, read, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { paymentId: params.id, ...body, reversedOn: body.reversedOn ?? null, expectedRevision };
    return respondAccepted(reply, await answerOf(await deps.useCases.payments.reverse(input, provenance), read));
  },
});

export const postRefund = defineRoute({
  ...onOne,
  permission: 'payment.refund',
  url: '/api/payments/:id/refund',
  summary: 'Give unapplied cash back',
  description: 'Whoever records payments does not refund them.',
  body: z.strictObject({
    /** Left out: all that is unapplied. */
    amount: zOptional(zWireMoney),
    reason: zRequiredText(1000),
    reference: zOptionalText(200),
    refundedOn: zOptional(zWireDate),
  }),
  response: { 200: zAccepted(zPayment) },
  handler: async ({ params, body, deps, command, read, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = {
      paymentId: params.id,
      amount: body.amount ?? null,
      reason: body.reason,
      reference: body.reference ?? null,
      refundedOn: body.refundedOn ?? null,
      expectedRevision,
    };
    return respondAccepted(reply, await answerOf(await deps.useCases.payments.refund(input, provenance), read));
  },
});
