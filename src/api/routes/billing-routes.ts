import type { RouteDefinition } from '../define-route.ts';
import { postBatch } from './billing/batch.ts';
import { postGenerate, postQueue } from './billing/bill-contract.ts';
import { postConsolidated, postConsolidatedQueue } from './billing/consolidated.ts';
import {
  postAcceptException,
  postCancelRun,
  postPauseRun,
  postResumeRun,
  postRetryExceptions,
} from './billing/control-run.ts';
import { postFinaliseDrafts } from './billing/finalise-drafts.ts';
import { getJob } from './billing/jobs.ts';
import { postPreview } from './billing/preview.ts';
import { getConsolidatedQueueStats, getQueueStats } from './billing/queue-stats.ts';
import { getSchedule, listSchedules } from './billing/read-schedules.ts';
import { listRunExceptions } from './billing/run-exceptions.ts';
import { getRun, listRuns } from './billing/runs.ts';
import { postPauseSchedule, postRemoveSchedule, postResumeSchedule, postSchedule } from './billing/schedules.ts';
import { postRun } from './billing/start-run.ts';
import {
  deleteCreditNote,
  getCreditNote,
  listCreditNotes,
  postFinaliseCreditNote,
} from './credit-notes/credit-notes.ts';
import { getSummary, listSummaries } from './invoice-summaries/read-summaries.ts';
import { deleteInvoice, patchInvoice, postFinaliseInvoice } from './invoices/change-invoice.ts';
import { deleteInvoiceItem, postInvoiceItem, postWaiveInvoiceItem } from './invoices/change-items.ts';
import {
  postCreditInvoice,
  postRebillInvoice,
  postRegenerateInvoice,
  postVoidCreditNote,
  postVoidInvoice,
} from './invoices/correct-invoice.ts';
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
  postInvoiceItem,
  deleteInvoiceItem,
  postWaiveInvoiceItem,
  postVoidInvoice,
  postCreditInvoice,
  postRebillInvoice,
  postRegenerateInvoice,
  listCreditNotes,
  getCreditNote,
  postFinaliseCreditNote,
  deleteCreditNote,
  postVoidCreditNote,
  postGenerate,
  postQueue,
  postBatch,
  postConsolidated,
  postConsolidatedQueue,
  listSummaries,
  getSummary,
  getJob,
  getQueueStats,
  getConsolidatedQueueStats,
  listRuns,
  getRun,
  listRunExceptions,
  postRun,
  postPreview,
  postPauseRun,
  postResumeRun,
  postCancelRun,
  postRetryExceptions,
  postFinaliseDrafts,
  postAcceptException,
  listSchedules,
  getSchedule,
  postSchedule,
  postPauseSchedule,
  postResumeSchedule,
  postRemoveSchedule,
];
