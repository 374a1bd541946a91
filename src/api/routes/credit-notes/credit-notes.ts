import { z } from 'zod';
import { zInvoiceId } from '../../../domain/kernel/ids.ts';
import { respondAccepted, respondDeleted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zAccepted, zList, zSingle } from '../../envelope.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { discard, finalise } from '../invoices/change-invoice.ts';
import { recordOfDecision, zDecidedInvoice } from '../invoices/decided-invoice.ts';
import { creditNoteList } from '../invoices/invoice-list.ts';
import { zInvoiceRow } from '../invoices/invoice-record.ts';
import { detailOf, documentPage, findDocument, zDocumentDetail } from '../invoices/read-invoices.ts';

/** A credit note is a document like an invoice, with its signs turned: the same record, in a list of its own. */

const zParams = z.strictObject({ id: zInvoiceId });

export const listCreditNotes = defineRoute({
  method: 'GET',
  url: '/api/credit-notes',
  permission: 'invoice.read',
  summary: 'Credit notes',
  tags: ['Credit notes'],
  list: creditNoteList,
  groups: BILLING_GROUPS,
  response: { 200: zList(zInvoiceRow) },
  handler: async ({ list: query, deps, read }) => documentPage(read, 'credit_note', query, deps.clock.now()),
});

export const getCreditNote = defineRoute({
  method: 'GET',
  url: '/api/credit-notes/:id',
  permission: 'invoice.read',
  summary: 'One credit note with its items, and how much of which invoice it takes back',
  tags: ['Credit notes'],
  params: zParams,
  groups: BILLING_GROUPS,
  response: { 200: zSingle(zDocumentDetail) },
  handler: async ({ params: { id }, deps, identity, read, reply }) => {
    const found = await findDocument(read, 'credit_note', id, deps.clock.now());
    setRevision(reply, found.row.revision);
    return single(await detailOf(found, deps.useCases.directory, identity().tenantId));
  },
});

export const postFinaliseCreditNote = defineRoute({
  method: 'POST',
  url: '/api/credit-notes/:id/finalise',
  permission: 'invoice.finalise',
  summary: 'Finalise a draft credit note',
  tags: ['Credit notes'],
  params: zParams,
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zDecidedInvoice) },
  handler: async ({ params: { id }, deps, command, read, reply }) => {
    const finalised = await finalise(deps, id, command());
    const data = await recordOfDecision(finalised, read, command().recordedAt);
    return respondAccepted(reply, { ...finalised, data, groups: BILLING_GROUPS });
  },
});

export const deleteCreditNote = defineRoute({
  method: 'DELETE',
  url: '/api/credit-notes/:id',
  permission: 'invoice.discard',
  summary: 'Discard a draft credit note',
  tags: ['Credit notes'],
  params: zParams,
  groups: BILLING_GROUPS,
  response: { 204: z.undefined() },
  handler: async ({ params: { id }, deps, command, reply }) => {
    const { position } = await discard(deps, id, null, command());
    return respondDeleted(reply, { position, groups: BILLING_GROUPS });
  },
});
