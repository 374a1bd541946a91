import { z } from 'zod';
import { PREVIEWED_GROUPS_MAX } from '../../../application/billing/preview-run.ts';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import { zRunDocument, zRunGrouping, zRunScope } from '../../../domain/billing-run/events.ts';
import { zTaxTotal } from '../../../domain/invoice/events.ts';
import type { DraftedInvoice } from '../../../domain/invoice/state.ts';
import { zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zSellerId } from '../../../domain/kernel/ids.ts';
import { withDocuments } from '../../../projections/billing/queries/run-totals.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { zMoneyText, zOptional, zWireDate, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { zRunTotal } from './run-record.ts';

const GROUPS_UNLESS_GIVEN = 50;

const zPreviewRun = z
  .strictObject({
    sellerId: zOptional(zSellerId),
    scope: zRunScope.optional(),
    /** Everything due by this day; today where the seller is when left out. */
    through: zOptional(zWireDate),
    grouping: zRunGrouping.optional(),
    /** `next` of the page before. */
    after: zOptional(z.string().max(100)),
    /** Groups of contracts on the page; each comes to a document, or several, or none. */
    limit: z.int().min(1).max(PREVIEWED_GROUPS_MAX).optional(),
  })
  .meta({ id: 'PreviewBillingRun' });

const zPreviewedLine = z.strictObject({
  contractId: zWireUuid.nullable(),
  accountId: zWireUuid,
  productId: zWireUuid.nullable(),
  description: z.string(),
  periodStart: zWireDate.nullable(),
  periodEnd: zWireDate.nullable(),
  quantity: zMoneyText,
  unitPrice: zMoneyText,
  days: z.int().nullable(),
  daysOfPeriod: z.int().nullable(),
  amount: zMoneyText,
  taxCategory: zTaxCategory,
  taxRatePercent: zMoneyText,
});

const zPreviewedDocument = z
  .strictObject({
    documentType: zRunDocument.shape.documentType,
    accountId: zWireUuid,
    billToAccountId: zWireUuid,
    currency: z.string(),
    purchaseOrderNumber: z.string().nullable(),
    billingType: z.string(),
    periodStart: zWireDate.nullable(),
    periodEnd: zWireDate.nullable(),
    subtotal: zMoneyText,
    tax: zMoneyText,
    total: zMoneyText,
    taxTotals: z.array(zTaxTotal),
    corrects: z.array(zWireUuid),
    contractIds: z.array(zWireUuid),
    items: z.array(zPreviewedLine),
  })
  .meta({ id: 'PreviewedDocument' });

const zPreviewedRun = z
  .strictObject({
    through: zWireDate,
    groups: z.int().meta({ description: 'Of the whole scope' }),
    documents: z.array(zPreviewedDocument),
    nothingDue: z.int(),
    exceptions: z.array(z.strictObject({ contractId: zWireUuid, code: z.string(), message: z.string() })),
    totals: z.array(zRunTotal).meta({ description: 'Of this page' }),
    next: z.string().nullable().meta({ description: 'Send it as `after` for what follows; null: nothing does' }),
  })
  .meta({ id: 'PreviewedRun' });

/** Reads streams: what it answers is behind only in which contracts it finds. */
export const postPreview = defineRoute({
  method: 'POST',
  url: '/api/billing/preview',
  permission: 'billing.read',
  summary: 'What a run would bill now',
  description:
    'The same documents as the run would make at this moment, to the cent, and nothing is written. A page ends after ' +
    '`limit` groups, or after five seconds.',
  tags: ['Billing'],
  body: zPreviewRun.optional(),
  groups: BILLING_GROUPS,
  response: { 200: zSingle(zPreviewedRun) },
  handler: async ({ body, deps, command }) => {
    const { expectedRevision: _, ...provenance } = command();
    const wanted = {
      sellerId: body?.sellerId ?? DEFAULT_SELLER_ID,
      scope: body?.scope ?? { kind: 'batch' as const },
      through: body?.through ?? null,
      grouping: body?.grouping ?? 'account_setting',
      after: body?.after ?? null,
      limit: body?.limit ?? GROUPS_UNLESS_GIVEN,
    };
    const preview = await deps.useCases.billing.previewRun(wanted, provenance);
    if (preview.outcome === 'rejected') {
      throw refuseRejection(preview.rejection);
    }
    const { through, groups, documents, nothingDue, exceptions, next } = preview;
    return single({
      through,
      groups,
      documents: documents.map(documentRecord),
      nothingDue,
      exceptions: [...exceptions],
      totals: withDocuments([], documents),
      next,
    });
  },
});

function documentRecord(draft: DraftedInvoice): z.input<typeof zPreviewedDocument> {
  const { documentType, accountId, billToAccountId, currency, purchaseOrderNumber, billingType } = draft;
  const { periodStart, periodEnd, subtotal, tax, total, taxTotals, corrects, members, lines } = draft;
  return {
    documentType,
    accountId,
    billToAccountId,
    currency,
    purchaseOrderNumber,
    billingType,
    periodStart,
    periodEnd,
    subtotal,
    tax,
    total,
    taxTotals: [...taxTotals],
    corrects: [...corrects],
    contractIds: members.flatMap(({ contractId, outcome }) => (outcome === 'claimed' ? [contractId] : [])),
    items: lines.map(lineRecord),
  };
}

function lineRecord(line: DraftedInvoice['lines'][number]): z.input<typeof zPreviewedLine> {
  return {
    contractId: line.contractId,
    accountId: line.accountId,
    productId: line.productId,
    description: line.description,
    periodStart: line.periodStart,
    periodEnd: line.periodEnd,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    days: line.days,
    daysOfPeriod: line.daysOfPeriod,
    amount: line.amount,
    taxCategory: line.taxCategory,
    taxRatePercent: line.taxRatePercent,
  };
}
