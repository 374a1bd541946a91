import { type BillingRunState, billingRun, type RunRequest } from '../../domain/billing-run/billing-run.ts';
import type { RunGroup } from '../../domain/billing-run/events.ts';
import { chargesDue } from '../../domain/contract/charges-due.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { BillingRunId, ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
import type { Loaded, Provenance } from '../ports/event-store.ts';
import { contractStream, invoiceStream, runStream, sellerStream } from '../streams.ts';
import { billChunk } from './bill-chunk.ts';
import { completeDocument } from './complete-document.ts';
import type { BillingDeps } from './dependencies.ts';
import { groupFactsOf, groupIdOf } from './group-id.ts';

export interface BillOneContract {
  readonly contractId: ContractId;
  /** Service periods that start from this day on; null: any that is due. */
  readonly periodStart: CivilDate | null;
  /** Service periods that start by this day; null: by today in the seller's time zone. */
  readonly periodEnd: CivilDate | null;
}

export type GeneratedInvoice =
  | {
      readonly outcome: 'accepted';
      readonly invoiceId: InvoiceId;
      readonly state: InvoiceState;
      readonly revision: number;
      readonly position: bigint;
    }
  | Rejected;

export type QueuedSingle =
  | {
      readonly outcome: 'accepted';
      readonly runId: BillingRunId;
      readonly state: BillingRunState;
      readonly position: bigint;
    }
  | Rejected;

/**
 * Bills one contract now: the service periods that start in the range, true-ups included. Done before: the same
 * document. Nothing due: NOTHING_DUE, and nothing is written (billing-rules: what the API means).
 */
export async function generateInvoice(
  deps: BillingDeps,
  wanted: BillOneContract,
  provenance: Provenance,
): Promise<GeneratedInvoice> {
  const prepared = await prepare(deps, wanted, provenance);
  if (prepared.outcome === 'rejected') {
    return prepared;
  }
  if (prepared.isNothingDue) {
    return earlierDocument(deps, prepared.contract, prepared.request, provenance);
  }
  const started = await begin(deps, prepared, provenance);
  if (started.outcome === 'rejected') {
    return started;
  }
  const state = await billChunk(deps, started.runId, 1, provenance);
  const result = state.status === 'none' ? null : (state.chunks[0]?.result ?? null);
  const [document] = result?.documents ?? [];
  const [exception] = result?.exceptions ?? [];
  if (document !== undefined) {
    return asGenerated(deps, document.invoiceId, provenance);
  }
  // Somebody else was faster: what they billed is the answer.
  return exception === undefined
    ? earlierDocument(deps, prepared.contract, prepared.request, provenance)
    : rejected({ code: exception.code, message: exception.message });
}

/** The same as a job: the run is planned and given to the queue. */
export async function queueSingle(
  deps: BillingDeps,
  wanted: BillOneContract,
  provenance: Provenance,
): Promise<QueuedSingle> {
  const prepared = await prepare(deps, wanted, provenance);
  if (prepared.outcome === 'rejected') {
    return prepared;
  }
  const started = await begin(deps, prepared, provenance);
  if (started.outcome === 'accepted') {
    await deps.jobs.billChunks(provenance.tenantId, started.runId, [1]);
  }
  return started;
}

interface Prepared {
  readonly outcome: 'prepared';
  readonly request: RunRequest;
  readonly contract: BindingContract;
  readonly run: Loaded<BillingRunState>;
  readonly isNothingDue: boolean;
}

async function prepare(
  deps: BillingDeps,
  wanted: BillOneContract,
  provenance: Provenance,
): Promise<Prepared | Rejected> {
  const { tenantId } = provenance;
  const { state } = await deps.eventStore.load(contractStream(tenantId, wanted.contractId), contract);
  if (state.status === 'none' || state.status === 'discarded') {
    return rejected({ code: 'CONTRACT_NOT_FOUND', message: `There is no contract ${wanted.contractId}.` });
  }
  if (state.status === 'draft') {
    const message = `Contract ${state.contractNumber} is a draft; activate it first.`;
    return rejected({ code: 'CONTRACT_NOT_ACTIVE', message });
  }
  const sold = await deps.eventStore.load(sellerStream(tenantId, state.sellerId), seller);
  const timeZone = sold.state.status === 'none' ? 'UTC' : sold.state.timeZone;
  const today = civilDateIn(timeZone, deps.clock.now());
  const request: RunRequest = {
    runId: provenance.commandId as BillingRunId, // the id of what a command makes is the command's
    sellerId: state.sellerId,
    scope: { kind: 'single', contractId: wanted.contractId },
    from: wanted.periodStart,
    through: wanted.periodEnd ?? today,
    finalise: true,
    grouping: 'account_setting',
    staggerDays: 0,
    scheduleId: null,
    startedOn: today,
  };
  if (request.from !== null && request.through < request.from) {
    return rejected({
      code: 'PERIOD_INVALID',
      message: `periodEnd ${request.through} is before periodStart ${request.from}.`,
      fields: { periodEnd: `must be ${request.from} or later` },
    });
  }
  const run = await deps.eventStore.load(runStream(tenantId, request.runId), billingRun);
  // A repeated command goes on with its run, whatever is due by now.
  const isNothingDue = run.state.status === 'none' && chargesDue(state, request).length === 0;
  return { outcome: 'prepared', request, contract: state, run, isNothingDue };
}

async function begin(
  deps: BillingDeps,
  { request, contract: billed, run }: Prepared,
  provenance: Provenance,
): Promise<QueuedSingle> {
  const groups: RunGroup[] = [{ groupId: groupIdOf(groupFactsOf(billed)), contractIds: [billed.contractId] }];
  const command = { kind: 'startPlanned', request, groups } as const;
  const stream = runStream(provenance.tenantId, request.runId);
  const started = await execute(deps.eventStore, billingRun, stream, command, provenance, { loaded: run });
  return started.outcome === 'rejected'
    ? started
    : { outcome: 'accepted', runId: request.runId, state: started.state, position: started.position };
}

/** The document on which the periods asked for stand already. */
async function earlierDocument(
  deps: BillingDeps,
  state: BindingContract,
  request: RunRequest,
  provenance: Provenance,
): Promise<GeneratedInvoice> {
  const charged = state.claims.findLast(
    (claim) =>
      !claim.isReleased &&
      claim.charges.some(
        (charge) =>
          charge.periodStart <= request.through && (request.from === null || charge.periodStart >= request.from),
      ),
  );
  if (charged === undefined) {
    return rejected({
      code: 'NOTHING_DUE',
      message: `Contract ${state.contractNumber} owes nothing for ${request.from ?? state.terms.startDate} to ${request.through} that is not billed.`,
    });
  }
  await completeDocument(deps, state.contractId, charged, provenance);
  return asGenerated(deps, charged.invoiceId, provenance);
}

/** The document as it stands; one that came to nothing is no answer. */
async function asGenerated(
  deps: BillingDeps,
  invoiceId: InvoiceId,
  { tenantId }: Provenance,
): Promise<GeneratedInvoice> {
  const { state, revision, position } = await deps.eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
  if (state.status === 'empty') {
    return rejected({ code: 'CLAIM_RELEASED', message: 'The document could not be made; bill the contract again.' });
  }
  return { outcome: 'accepted', invoiceId, state, revision, position };
}
