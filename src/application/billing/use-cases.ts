import type { InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import type { Rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type BillConsolidated, billConsolidated, type Consolidated, startConsolidated } from './bill-consolidated.ts';
import { type ChangedRun, type ControlCommand, controlRun, type RunCommand, retryExceptions } from './control-run.ts';
import type { BillingDeps } from './dependencies.ts';
import { type ChangedDocument, discardInvoice, finaliseInvoice } from './draft-documents.ts';
import { type DocumentExplained, explainDocument } from './explain-document.ts';
import { type FinalisedDrafts, finaliseDrafts } from './finalise-drafts.ts';
import { type PreviewedRun, type PreviewRun, previewRun } from './preview-run.ts';
import {
  type ChangedSchedule,
  changeSchedule,
  type ScheduleChange,
  type SetSchedule,
  setSchedule,
} from './schedules.ts';
import {
  type BillOneContract,
  type GeneratedInvoice,
  generateInvoice,
  type QueuedSingle,
  queueSingle,
} from './single.ts';
import { type StartedRun, type StartRun, startRun } from './start-run.ts';

/** The use cases of billing, bound to what they need. */
export interface BillingUseCases {
  startRun(input: StartRun, provenance: Provenance): Promise<StartedRun>;
  previewRun(input: PreviewRun, provenance: Provenance): Promise<PreviewedRun | Rejected>;
  setSchedule(input: SetSchedule, provenance: Provenance): Promise<ChangedSchedule>;
  changeSchedule(
    schedule: Parameters<typeof changeSchedule>[1],
    change: ScheduleChange,
    provenance: Provenance,
  ): Promise<ChangedSchedule>;
  controlRun(run: RunCommand, command: ControlCommand, provenance: Provenance): Promise<ChangedRun>;
  retryExceptions(input: Parameters<typeof retryExceptions>[1], provenance: Provenance): Promise<ChangedRun>;
  generateInvoice(input: BillOneContract, provenance: Provenance): Promise<GeneratedInvoice>;
  queueSingle(input: BillOneContract, provenance: Provenance): Promise<QueuedSingle>;
  billConsolidated(input: BillConsolidated, provenance: Provenance): Promise<Consolidated>;
  startConsolidated(input: BillConsolidated, provenance: Provenance): Promise<StartedRun>;
  explainDocument(invoiceId: InvoiceId, tenantId: TenantId): Promise<DocumentExplained>;
  finaliseInvoice(input: Parameters<typeof finaliseInvoice>[1], provenance: Provenance): Promise<ChangedDocument>;
  finaliseDrafts(invoiceIds: readonly InvoiceId[], provenance: Provenance): Promise<FinalisedDrafts>;
  discardInvoice(input: Parameters<typeof discardInvoice>[1], provenance: Provenance): Promise<ChangedDocument>;
}

export function createBillingUseCases(deps: BillingDeps): BillingUseCases {
  return {
    startRun: (input, provenance) => startRun(deps, input, provenance),
    previewRun: (input, provenance) => previewRun(deps, input, provenance),
    setSchedule: (input, provenance) => setSchedule(deps, input, provenance),
    changeSchedule: (schedule, change, provenance) => changeSchedule(deps, schedule, change, provenance),
    controlRun: (run, command, provenance) => controlRun(deps, run, command, provenance),
    retryExceptions: (input, provenance) => retryExceptions(deps, input, provenance),
    generateInvoice: (input, provenance) => generateInvoice(deps, input, provenance),
    queueSingle: (input, provenance) => queueSingle(deps, input, provenance),
    billConsolidated: (input, provenance) => billConsolidated(deps, input, provenance),
    startConsolidated: (input, provenance) => startConsolidated(deps, input, provenance),
    explainDocument: (invoiceId, tenantId) => explainDocument(deps.eventStore, tenantId, invoiceId),
    finaliseInvoice: (input, provenance) => finaliseInvoice(deps, input, provenance),
    finaliseDrafts: (invoiceIds, provenance) => finaliseDrafts(deps, invoiceIds, provenance),
    discardInvoice: (input, provenance) => discardInvoice(deps, input, provenance),
  };
}
