import type { RouteDefinition } from '../define-route.ts';
import { postBatch } from './billing/batch.ts';
import { postGenerate, postQueue } from './billing/bill-contract.ts';
import { getJob } from './billing/jobs.ts';
import { getQueueStats } from './billing/queue-stats.ts';
import { getRun, listRunExceptions, listRuns } from './billing/runs.ts';
import {
  deleteCreditNote,
  getCreditNote,
  listCreditNotes,
  postFinaliseCreditNote,
} from './credit-notes/credit-notes.ts';
import { deleteInvoice, patchInvoice, postFinaliseInvoice } from './invoices/change-invoice.ts';
import { explainInvoice } from './invoices/explain-invoice.ts';
import { getInvoice, listInvoices } from './invoices/read-invoices.ts';

/** Documents, and the runs and jobs that make them. */
export const BILLING_ROUTES: readonly RouteDefinition[] = [
  listInvoices,
  getInvoice,
  patchInvoice,
  deleteInvoice,
  postFinaliseInvoice,
  explainInvoice,
  listCreditNotes,
  getCreditNote,
  postFinaliseCreditNote,
  deleteCreditNote,
  postGenerate,
  postQueue,
  postBatch,
  getJob,
  getQueueStats,
  listRuns,
  getRun,
  listRunExceptions,
];
