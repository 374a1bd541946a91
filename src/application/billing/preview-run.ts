import type { RunException, RunGroup, RunGrouping, RunScope } from '../../domain/billing-run/events.ts';
import { takeName } from '../../domain/billing-run/groups.ts';
import type { RunRequest } from '../../domain/billing-run/state.ts';
import type { DraftedInvoice } from '../../domain/invoice/state.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { BillingRunId, SellerId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import { renewAutomatically } from '../contracts/renew-automatically.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { sellerStream } from '../streams.ts';
import { guardOf } from './billing-guard.ts';
import type { BillingDeps } from './dependencies.ts';
import { draftGroup, type GroupResult } from './documents.ts';
import { createDryEventStore } from './dry-event-store.ts';
import type { GroupContext } from './group-context.ts';
import { inParallel } from './in-parallel.ts';
import { groupsOf } from './plan-run.ts';
import { createWorkbench } from './workbench.ts';

/** A preview answers while somebody waits: what takes longer goes on the next page. */
const ANSWER_WITHIN_MS = 5_000;
const GROUPS_AT_ONCE = 8;
export const PREVIEWED_GROUPS_MAX = 200;

export interface PreviewRun {
  readonly sellerId: SellerId;
  readonly scope: RunScope;
  /** Horizon; null: today in the seller's time zone. */
  readonly through: CivilDate | null;
  readonly grouping: RunGrouping;
  /** The group behind which the page begins. */
  readonly after: string | null;
  /** Groups on the page. */
  readonly limit: number;
}

export interface PreviewedRun {
  readonly outcome: 'previewed';
  readonly through: CivilDate;
  /** Groups of the whole scope: each comes to a document, or several, or none. */
  readonly groups: number;
  readonly documents: readonly DraftedInvoice[];
  readonly nothingDue: number;
  readonly exceptions: readonly RunException[];
  /** The last group of the page; null when nothing follows. */
  readonly next: string | null;
}

/**
 * What a run would bill now, a page of groups at a time, by the functions of the run itself: what they would append goes
 * nowhere. Contracts that renew by themselves are renewed first, as the run does.
 */
export async function previewRun(
  deps: BillingDeps,
  wanted: PreviewRun,
  provenance: Provenance,
): Promise<PreviewedRun | Rejected> {
  const { tenantId } = provenance;
  const found = await deps.eventStore.load(sellerStream(tenantId, wanted.sellerId), seller);
  if (found.state.status === 'none') {
    return rejected({ code: 'SELLER_NOT_FOUND', message: `There is no seller ${wanted.sellerId}.` });
  }
  const today = civilDateIn(found.state.timeZone, deps.clock.now());
  const run = requestOf(wanted, today, provenance);
  const groups = await groupsInOrder(deps, run, provenance);
  const rest = groups.filter(({ groupId }) => wanted.after === null || groupId > wanted.after);
  const dry: BillingDeps = { ...deps, eventStore: createDryEventStore(deps.eventStore) };
  const bench = createWorkbench(dry, provenance);
  const context: GroupContext = { ...bench, run, provenance, guard: await guardOf(bench.parties, run, null) };
  const results = await draftWhile(context, rest.slice(0, wanted.limit));
  const last = rest[results.length - 1];
  return {
    outcome: 'previewed',
    through: run.through,
    groups: groups.length,
    documents: results.flatMap((result) =>
      result.documents.flatMap(({ loaded: { state } }) => ('draft' in state ? [state.draft] : [])),
    ),
    nothingDue: results.reduce((count, each) => count + each.nothingDue, 0),
    exceptions: results.flatMap((each) => each.exceptions),
    next: results.length < rest.length ? (last?.groupId ?? null) : null,
  };
}

/** Drafts only: what would be held or numbered is for the run. */
function requestOf({ sellerId, scope, through, grouping }: PreviewRun, today: CivilDate, by: Provenance): RunRequest {
  return {
    runId: by.commandId as BillingRunId, // never appended anywhere
    sellerId,
    scope,
    from: null,
    through: through ?? today,
    finalise: false,
    grouping,
    staggerDays: 0,
    scheduleId: null,
    startedOn: today,
  };
}

/** The groups that a run would plan, in an order that is the same on the next page. */
async function groupsInOrder(deps: BillingDeps, run: RunRequest, { tenantId }: Provenance): Promise<RunGroup[]> {
  const { sellerId, scope, through, startedOn } = run;
  const wanted = { sellerId, scope, through, on: startedOn, withRenewals: true };
  const billable = await deps.finders.billableContracts(tenantId, wanted);
  const names = new Set<string>();
  return groupsOf(billable, run.grouping)
    .map(({ groupId, contractIds }) => ({ groupId: takeName(groupId, names), contractIds }))
    .sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
}

/** As many groups as the time allows, and one at least. */
async function draftWhile(context: GroupContext, groups: readonly RunGroup[]): Promise<GroupResult[]> {
  const until = performance.now() + ANSWER_WITHIN_MS;
  const results: GroupResult[] = [];
  while (results.length < groups.length && (results.length === 0 || performance.now() < until)) {
    const some = groups.slice(results.length, results.length + GROUPS_AT_ONCE);
    results.push(...(await inParallel(some, GROUPS_AT_ONCE, (group) => draftRenewed(context, group))));
  }
  return results;
}

async function draftRenewed(context: GroupContext, group: RunGroup): Promise<GroupResult> {
  for (const contractId of group.contractIds) {
    await renewAutomatically(context.deps, context.provenance.tenantId, contractId);
  }
  return draftGroup(context, group);
}
