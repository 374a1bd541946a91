import { z } from 'zod';
import type { ExplainedClaim } from '../../../application/billing/explain-document.ts';
import type { RecordedEvent } from '../../../application/ports/event-store.ts';
import { type InvoiceEvent, zTaxTotal } from '../../../domain/invoice/events.ts';
import { zInvoiceId } from '../../../domain/kernel/ids.ts';
import { chargeSteps } from '../../../domain/rating/charge-steps.ts';
import { reasons } from '../../../domain/rating/describe.ts';
import { type ExplainedCharge, explain, type RelatedCharge } from '../../../projections/billing/queries/explanation.ts';
import { itemsOf } from '../../../projections/billing/queries/invoices.ts';
import type { InvoiceItemRow } from '../../../projections/billing/queries/rows.ts';
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

/** A fact in the log: what it says, where it stands, who recorded it and when. */
const zFact = z.strictObject({
  type: z.string(),
  sentence: z.string(),
  stream: z.strictObject({ category: z.string(), id: z.string() }),
  revision: z.int(),
  eventId: zWireUuid,
  recordedAt: zTimestamp,
  recordedBy: z.strictObject({ kind: z.string(), id: z.string() }),
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
  /** How the amount comes about, in words and figures. */
  steps: z.array(z.string()),
  events: z.array(
    z.strictObject({
      ...zFact.shape,
      effectiveOn: zWireDate.nullable().meta({ description: 'The first day that it changes something' }),
      isNew: z.boolean().meta({ description: 'Recorded after these days had been charged before: why they are again' }),
    }),
  ),
});

const zExplanation = z
  .strictObject({
    invoiceId: zWireUuid,
    lines: z.array(z.strictObject({ item: zInvoiceItem, sentence: z.string(), charge: zExplainedCharge.nullable() })),
    taxes: z
      .array(z.strictObject({ sentence: z.string(), ...zTaxTotal.shape }))
      .meta({ description: 'Tax is rounded once for each category and rate, never by line' }),
    total: z.strictObject({ sentence: z.string(), subtotal: zMoneyText, tax: zMoneyText, total: zMoneyText }),
    history: z.array(zFact).meta({ description: 'What happened to the document itself' }),
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
  handler: async ({ params: { id }, read, deps, identity }) => {
    const lines = await read(async ({ client }) => explain(client, await itemsOf(client, id)));
    foundOr404(lines[0], `invoice ${id}`); // a document has at least one line
    const explained = await deps.useCases.billing.explainDocument(id, identity().tenantId);
    const drafted = foundOr404(explained.draft, `invoice ${id}`);
    return single({
      invoiceId: id,
      lines: lines.map(({ item, charge }) => ({
        item: itemOfRow(item),
        sentence: charge === null ? withoutCharge(item) : sentenceOf(charge),
        charge: charge === null ? null : chargeOf(charge, explained.charges.get(charge.charge_id)),
      })),
      taxes: drafted.taxTotals.map((tax) => ({
        sentence: `${tax.category.replace('_', ' ')}: ${tax.ratePercent} % of ${tax.taxable} = ${tax.tax}`,
        ...tax,
      })),
      total: {
        sentence: `${drafted.subtotal} net + ${drafted.tax} tax = ${drafted.total} ${drafted.currency}`,
        subtotal: drafted.subtotal,
        tax: drafted.tax,
        total: drafted.total,
      },
      history: explained.events.map((recorded) => factOf(recorded, historySentence(recorded.event))),
    });
  },
});

function withoutCharge({ reason, quantity, unit_price, amount }: InvoiceItemRow): string {
  const why = reason === null ? '' : ` Reason: ${reason}.`;
  return `Entered by hand: ${quantity} × ${unit_price} = ${amount}.${why}`;
}

/** What an event of the document says, as far as it says more than its name. */
function historySentence(event: InvoiceEvent): string {
  switch (event.type) {
    case 'InvoiceDrafted':
      return `Drafted with ${event.data.lines.length} items, ${event.data.total} ${event.data.currency}`;
    case 'InvoiceHeld':
      return `Held: ${event.data.reasons.map(({ message }) => message).join(' ')}`;
    case 'InvoiceFinalisationStarted':
      return `Finalisation started for ${event.data.issueDate}`;
    case 'InvoiceFinalised':
      return `Finalised as ${event.data.invoiceNumber} on ${event.data.issueDate}, due on ${event.data.dueDate}`;
    case 'InvoiceDiscarded':
      return `Discarded: ${event.data.reason}`;
    default:
      return event.type.replace(
        /([a-z])([A-Z])/g,
        (_match, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
      );
  }
}

function factOf({ event, stream, revision, id, metadata }: RecordedEvent, sentence: string) {
  return {
    type: event.type,
    sentence,
    stream: { category: stream.category, id: stream.id },
    revision,
    eventId: id,
    recordedAt: metadata.recordedAt,
    recordedBy: { kind: metadata.actor.kind, id: metadata.actor.id },
  };
}

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

function chargeOf(charge: ExplainedCharge, explained: ExplainedClaim | undefined) {
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
    steps: explained === undefined ? [] : chargeSteps(explained.charge),
    events: explained === undefined ? [] : eventsBehind(explained),
  };
}

/** What the charge follows from, and at the end the claim itself. */
function eventsBehind({ causes, claimed, charge }: ExplainedClaim) {
  return [
    ...causes.map(({ recorded, sentence, effectiveOn, isNew }) => ({
      ...factOf(recorded, sentence),
      effectiveOn,
      isNew,
    })),
    { ...factOf(claimed, `Charged: ${charge.description}`), effectiveOn: null, isNew: true },
  ];
}
