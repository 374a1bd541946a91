import { z } from 'zod';
import { zInvoiceId } from '../../../domain/kernel/ids.ts';
import { reasons } from '../../../domain/rating/describe.ts';
import { type ExplainedCharge, explain, type RelatedCharge } from '../../../projections/billing/queries/explanation.ts';
import { itemsOf } from '../../../projections/billing/queries/invoices.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { foundOr404 } from '../../refusal.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { zRateOut } from '../contracts/contract-price.ts';
import { itemOfRow, zInvoiceItem } from './invoice-record.ts';

const zRelated = z.strictObject({
  chargeId: z.string(),
  amount: zMoneyText,
  invoiceId: zWireUuid,
  invoiceNumber: z.string().nullable(),
  released: z.boolean(),
});

const zExplainedCharge = z.strictObject({
  chargeId: z.string(),
  contractId: zWireUuid,
  contractNumber: z.string().nullable(),
  contractLineId: zWireUuid,
  component: z.string(),
  /** The whole billing period, and the days of it that this charge covers. */
  period: z.strictObject({ start: zWireDate, end: zWireDate, days: z.int() }),
  segment: z.strictObject({ start: zWireDate, end: zWireDate, days: z.int() }),
  quantity: zMoneyText,
  rate: zRateOut,
  listPrice: zMoneyText,
  unitPrice: zMoneyText,
  amount: zMoneyText,
  released: z.boolean(),
  reduces: zRelated.nullable(),
  reducedBy: z.array(zRelated),
  events: z.array(
    z.strictObject({
      type: z.string(),
      stream: z.strictObject({ category: z.string(), id: z.string() }),
      revision: z.int(),
      eventId: zWireUuid,
      recordedAt: zTimestamp,
    }),
  ),
});

const zExplanation = z
  .strictObject({
    invoiceId: zWireUuid,
    lines: z.array(z.strictObject({ item: zInvoiceItem, sentence: z.string(), charge: zExplainedCharge.nullable() })),
  })
  .meta({ id: 'InvoiceExplanation' });

/** Why each line says what it says. Signs are those of the charge: on a credit note the document turns them. */
export const explainInvoice = defineRoute({
  method: 'GET',
  url: '/api/invoices/:id/explain',
  permission: 'invoice.read',
  summary: 'Why each line of an invoice or credit note is what it is',
  tags: ['Invoices'],
  params: z.strictObject({ id: zInvoiceId }),
  groups: BILLING_GROUPS,
  response: { 200: zSingle(zExplanation) },
  handler: async ({ params: { id }, read }) => {
    const lines = await read(async ({ client }) => explain(client, await itemsOf(client, id)));
    foundOr404(lines[0], `invoice ${id}`); // a document has at least one line
    return single({
      invoiceId: id,
      lines: lines.map(({ item, charge }) => ({
        item: itemOfRow(item),
        sentence: charge === null ? 'No charge stands behind this line.' : sentenceOf(charge),
        charge: charge === null ? null : chargeOf(charge),
      })),
    });
  },
});

function sentenceOf(charge: ExplainedCharge): string {
  const { quantity, list_price, days, days_of_period, amount, rate, reduced } = charge;
  const tier = rate.tier === null ? '' : ` (tier ${rate.tier})`;
  const share = days === days_of_period ? 'the whole period' : `${days} of ${days_of_period} days`;
  const taken = reduced === null ? '' : `, taken back from charge ${reduced.chargeId}`;
  const per = rate.intervalMonths === null ? '' : ' per period';
  return `${quantity} × ${list_price}${per}${tier}${reasons(rate)}, for ${share} = ${amount}${taken}`;
}

function relatedOf(related: RelatedCharge) {
  const { chargeId, amount, invoiceId, invoiceNumber, released } = related;
  return { chargeId, amount, invoiceId, invoiceNumber, released };
}

function chargeOf(charge: ExplainedCharge) {
  return {
    chargeId: charge.charge_id,
    contractId: charge.contract_id,
    contractNumber: charge.contract_number,
    contractLineId: charge.line_id,
    component: charge.component,
    period: { start: charge.period_start, end: charge.period_end, days: charge.days_of_period },
    segment: { start: charge.service_start, end: charge.service_end, days: charge.days },
    quantity: charge.quantity,
    rate: charge.rate,
    listPrice: charge.list_price,
    unitPrice: charge.unit_price,
    amount: charge.amount,
    released: charge.released,
    reduces: charge.reduced === null ? null : relatedOf(charge.reduced),
    reducedBy: charge.reducing.map(relatedOf),
    events: [
      {
        type: 'ChargesRaised',
        stream: { category: 'contract', id: charge.contract_id },
        revision: charge.contract_revision,
        eventId: charge.event_id,
        recordedAt: charge.raised_at,
      },
    ],
  };
}
