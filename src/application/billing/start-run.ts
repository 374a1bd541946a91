import { type BillingRunState, billingRun, type RunRequest } from '../../domain/billing-run/billing-run.ts';
import type { RunGrouping, RunScope } from '../../domain/billing-run/events.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { BillingRunId, BillingScheduleId, SellerId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
import { reserve } from '../natural-keys.ts';
import type { Provenance, StreamId } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { runStream, sellerStream } from '../streams.ts';
import { completeRun } from './complete-run.ts';
import type { BillingDeps } from './dependencies.ts';

export interface StartRun {
  readonly sellerId: SellerId;
  /** Horizon: everything due by this day. Null: today in the seller's time zone. */
  readonly through: CivilDate | null;
  /** Only periods that start on this day or later; any unless given. */
  readonly from?: CivilDate | null | undefined;
  /** False leaves drafts to be reviewed. */
  readonly finalise: boolean;
  /** All contracts of the seller unless given. */
  readonly scope?: RunScope | undefined;
  readonly grouping?: RunGrouping | undefined;
  /** Issues the documents over so many days; at once unless given. */
  readonly staggerDays?: number | undefined;
  /** The schedule that starts it; none unless given. */
  readonly scheduleId?: BillingScheduleId | undefined;
}

export type StartedRun =
  | {
      readonly outcome: 'accepted';
      readonly runId: BillingRunId;
      readonly state: BillingRunState;
      readonly position: bigint;
    }
  | Rejected;

/**
 * Starts a run for a seller. Over everything there is one at a time: asking again for the same unfinished run returns it,
 * asking for another one is refused. Runs of other scopes go on beside it. The work is done by jobs: plan, then chunk by
 * chunk.
 */
export async function startRun(deps: BillingDeps, wanted: StartRun, provenance: Provenance): Promise<StartedRun> {
  const { tenantId } = provenance;
  const found = await deps.eventStore.load(sellerStream(tenantId, wanted.sellerId), seller);
  if (found.state.status === 'none') {
    return rejected({ code: 'SELLER_NOT_FOUND', message: `There is no seller ${wanted.sellerId}.` });
  }
  const today = civilDateIn(found.state.timeZone, deps.clock.now());
  const runId = provenance.commandId as BillingRunId; // the id of what a command makes is the command's
  const request: RunRequest = {
    runId,
    sellerId: wanted.sellerId,
    scope: wanted.scope ?? { kind: 'batch' },
    from: wanted.from ?? null,
    through: wanted.through ?? today,
    finalise: wanted.finalise,
    grouping: wanted.grouping ?? 'account_setting',
    staggerDays: wanted.staggerDays ?? 0,
    scheduleId: wanted.scheduleId ?? null,
    startedOn: today,
  };
  if (request.scope.kind !== 'batch') {
    return begin(deps, request, provenance);
  }
  const reservation = await reserve(deps, 'activeBillingRun', wanted.sellerId, runId, provenance);
  if (reservation.outcome === 'taken') {
    const runId = reservation.owner as BillingRunId; // owners of this kind are run ids
    return joinOrRefuse(deps, runId, wanted, request, provenance);
  }
  return begin(deps, request, provenance);
}

async function begin(deps: BillingDeps, request: RunRequest, provenance: Provenance): Promise<StartedRun> {
  const stream = runStream(provenance.tenantId, request.runId);
  const started = await execute(deps.eventStore, billingRun, stream, { kind: 'start', request }, provenance);
  if (started.outcome === 'rejected') {
    return started;
  }
  if (!isWhatWasAsked(started.state, request) && !(await isStartedBy(deps, stream, provenance))) {
    return inProgress(started.state, request.runId); // somebody took this run up first, with another wish
  }
  // A repeated command may find its run completed, and has just reserved the seller for it once more.
  await completeRun(deps, started.state, provenance);
  await deps.jobs.planRun(provenance.tenantId, request.runId);
  return { outcome: 'accepted', runId: request.runId, state: started.state, position: started.position };
}

/** The same command again on another day may ask for another "today": its run is still its own. */
async function isStartedBy(deps: BillingDeps, stream: StreamId, { commandId }: Provenance): Promise<boolean> {
  const [first] = await deps.eventStore.read(stream, 0, 1);
  return first?.metadata.commandId === commandId;
}

/** Runs over everything that differ in nothing that the caller chooses. */
function isWhatWasAsked(state: BillingRunState, wanted: RunRequest): boolean {
  if (state.status === 'none') {
    return false;
  }
  const { through, finalise, grouping, staggerDays } = state.request;
  return (
    through === wanted.through &&
    finalise === wanted.finalise &&
    grouping === wanted.grouping &&
    staggerDays === wanted.staggerDays
  );
}

function inProgress(state: BillingRunState, runId: BillingRunId): Rejected {
  const through = state.status === 'none' ? '' : ` through ${state.request.through}`;
  return rejected({
    code: 'BILLING_RUN_IN_PROGRESS',
    message: `A billing run${through} is under way for this seller (${runId}); wait until it is completed.`,
  });
}

async function joinOrRefuse(
  deps: BillingDeps,
  runId: BillingRunId,
  wanted: StartRun,
  request: RunRequest,
  provenance: Provenance,
): Promise<StartedRun> {
  const running = await deps.eventStore.load(runStream(provenance.tenantId, runId), billingRun);
  if (running.state.status === 'none') {
    // Reserved, then the process fell: the run is taken up under the id that holds the reservation.
    return begin(deps, { ...request, runId }, step(provenance, 'take-up', runId));
  }
  if (running.state.status === 'completed' || running.state.status === 'cancelled') {
    await completeRun(deps, running.state, provenance); // its release was lost
    return startRun(deps, { ...wanted, through: request.through }, provenance);
  }
  if (isWhatWasAsked(running.state, request)) {
    await deps.jobs.planRun(provenance.tenantId, runId);
    return { outcome: 'accepted', runId, state: running.state, position: running.position };
  }
  return inProgress(running.state, runId);
}
