import type { RunRequest } from '../../domain/billing-run/billing-run.ts';
import type { RunException, RunGroup } from '../../domain/billing-run/events.ts';
import { type ComposedMember, composeDocument } from '../../domain/invoice/compose.ts';
import type { MemberOutcome } from '../../domain/invoice/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { DraftedInvoice, InvoiceState } from '../../domain/invoice/state.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import { execute } from '../execute.ts';
import { EventStoreUnavailable, type Loaded, NO_STREAM, type Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { claimCharges, type MemberResult } from './claim.ts';
import type { BillingDeps } from './dependencies.ts';
import type { NumberRequests } from './number-requests.ts';
import type { Parties } from './parties.ts';
import { releaseClaims } from './release.ts';
import { invoiceStream } from './streams.ts';

/** A document with the state that it has reached, ready to be taken further. */
export interface ReachedDocument {
  readonly invoiceId: InvoiceId;
  readonly loaded: Loaded<InvoiceState>;
}

export interface GroupResult {
  readonly document?: ReachedDocument;
  readonly nothingDue: number;
  readonly exceptions: readonly RunException[];
}

/** What the groups of one chunk share. */
export interface GroupContext {
  readonly deps: BillingDeps;
  readonly parties: Parties;
  readonly run: RunRequest;
  readonly provenance: Provenance;
  readonly numberRequests: NumberRequests;
}

/** The invoice id of a group in a run; a new attempt is a new document. */
export function documentId(run: RunRequest, groupId: string, attempt = 1): InvoiceId {
  return derivedId('invoice', run.runId, groupId, attempt) as InvoiceId; // a UUID by construction
}

/**
 * Takes one group as far as a draft (or the start of its finalisation): open, claim, draft. Whoever meets it half done
 * goes on from there; whoever comes second finds it done.
 */
export async function draftGroup(context: GroupContext, group: RunGroup): Promise<GroupResult> {
  const { deps, run, provenance } = context;
  const invoiceId = documentId(run, group.groupId);
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const isConsolidated = group.contractIds.length > 1;

  // A document of one contract is written after its claim, so without a claim there is nothing to look for.
  let loaded = isConsolidated ? await deps.eventStore.load(stream, invoice) : nothingYet();
  if (isConsolidated && loaded.state.status === 'none') {
    loaded = await advance(context, invoiceId, loaded, {
      kind: 'open',
      invoiceId,
      runId: run.runId,
      contractIds: group.contractIds,
    });
  }
  if (isReached(loaded.state)) {
    return reached(invoiceId, loaded);
  }
  const members: MemberResult[] = [];
  for (const contractId of group.contractIds) {
    members.push(
      await claimCharges(deps.eventStore, run, { groupId: group.groupId, invoiceId }, contractId, provenance),
    );
  }
  if (!isConsolidated && members[0]?.wasThere === true) {
    loaded = await deps.eventStore.load(stream, invoice);
    if (isReached(loaded.state)) {
      return reached(invoiceId, loaded);
    }
  }
  return draftFromClaims(context, invoiceId, loaded, members);
}

async function draftFromClaims(
  context: GroupContext,
  invoiceId: InvoiceId,
  loaded: Loaded<InvoiceState>,
  members: readonly MemberResult[],
): Promise<GroupResult> {
  const outcomes = members.map((member) => member.outcome);
  const claimed = members.flatMap((member): ComposedMember[] =>
    member.claimed === undefined ? [] : [{ contract: member.claimed.contract, charges: member.claimed.claim.charges }],
  );
  if (claimed.length === 0) {
    if (loaded.state.status === 'open') {
      await advance(context, invoiceId, loaded, { kind: 'foundEmpty', members: outcomes });
    }
    return { nothingDue: nothingDue(outcomes), exceptions: exceptionsOf(outcomes) };
  }
  const composed = await composeOrFault(context, invoiceId, claimed, outcomes);
  if ('code' in composed) {
    await releaseClaims(context.deps.eventStore, invoiceId, claimed, composed.message, context.provenance);
    const exceptions = claimed.map(({ contract }) => ({ contractId: contract.contractId, ...composed }));
    if (loaded.state.status === 'open') {
      const failed = exceptions.map((each): MemberOutcome => ({ ...each, outcome: 'failed' }));
      await advance(context, invoiceId, loaded, { kind: 'foundEmpty', members: failed });
    }
    return { nothingDue: nothingDue(outcomes), exceptions: [...exceptionsOf(outcomes), ...exceptions] };
  }
  const { draft, issueDate } = composed;
  const request = context.run.finalise ? await context.numberRequests.of(draft, issueDate) : null;
  const drafted = await advance(context, invoiceId, loaded, { kind: 'draft', draft, request });
  await releaseUnlisted(context, invoiceId, drafted.state, claimed);
  return {
    document: { invoiceId, loaded: drafted },
    nothingDue: nothingDue(outcomes),
    exceptions: exceptionsOf(outcomes),
  };
}

/** Somebody else may have closed the membership first: a claim that the document does not list is released. */
async function releaseUnlisted(
  context: GroupContext,
  invoiceId: InvoiceId,
  state: InvoiceState,
  claimed: readonly ComposedMember[],
): Promise<void> {
  const members = 'draft' in state ? state.draft.members : state.status === 'empty' ? state.members : [];
  const listed = new Set<ContractId>(
    members.filter((each) => each.outcome === 'claimed').map((each) => each.contractId),
  );
  const unlisted = claimed.filter(({ contract }) => !listed.has(contract.contractId));
  if (unlisted.length > 0) {
    const reason = 'The document was drafted without this contract.';
    await releaseClaims(context.deps.eventStore, invoiceId, unlisted, reason, context.provenance);
  }
}

interface Fault {
  readonly code: string;
  readonly message: string;
}

async function composeOrFault(
  context: GroupContext,
  invoiceId: InvoiceId,
  members: readonly ComposedMember[],
  outcomes: readonly MemberOutcome[],
): Promise<{ readonly draft: DraftedInvoice; readonly issueDate: CivilDate } | Fault> {
  const { deps, parties, run } = context;
  try {
    const seller = await parties.seller(run.sellerId);
    const [head] = members;
    const buyer = head === undefined ? undefined : await parties.account(head.contract.terms.accountId);
    const issueDate = civilDateIn(seller.timeZone, deps.clock.now());
    const documents = new Map(
      members.flatMap(({ contract }) => contract.claims.map((claim) => [claim.claimId as string, claim.invoiceId])),
    );
    const draft = composeDocument({
      invoiceId,
      runId: run.runId,
      members,
      outcomes,
      taxRates: seller.taxRates,
      taxCategory: buyer?.taxCategory ?? null,
      taxDate: issueDate,
      rounding: seller.rounding,
      lineIdOf: (chargeId) => derivedId('line', chargeId),
      documentOf: (chargeId) => documents.get(chargeId.slice(0, chargeId.lastIndexOf('.'))),
    });
    return 'missingTaxRate' in draft
      ? {
          code: 'TAX_RATE_MISSING',
          message: `${seller.legalName} has no ${draft.missingTaxRate} tax rate on ${issueDate}; add one to the seller's tax table.`,
        }
      : { draft, issueDate };
  } catch (error) {
    if (error instanceof EventStoreUnavailable) {
      throw error; // the job is tried again
    }
    deps.reportFault(error, { invoiceId, runId: run.runId });
    return { code: 'BILLING_FAULT', message: `The document could not be made: ${String(error)}` };
  }
}

async function advance(
  context: GroupContext,
  invoiceId: InvoiceId,
  loaded: Loaded<InvoiceState>,
  command: Parameters<typeof invoice.decide>[0],
): Promise<Loaded<InvoiceState>> {
  const { deps, provenance } = context;
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const outcome = await execute(deps.eventStore, invoice, stream, command, step(provenance, command.kind, invoiceId), {
    loaded,
  });
  if (outcome.outcome === 'rejected') {
    throw new Error(`Document ${invoiceId} refused to ${command.kind}: ${outcome.rejection.message}`);
  }
  const { state, revision, position } = outcome;
  return { state, revision, position, commands: new Map() };
}

function nothingYet(): Loaded<InvoiceState> {
  return { state: invoice.initialState, revision: NO_STREAM, position: 0n, commands: new Map() };
}

function isReached(state: InvoiceState): boolean {
  return state.status !== 'none' && state.status !== 'open';
}

function reached(invoiceId: InvoiceId, loaded: Loaded<InvoiceState>): GroupResult {
  const { state } = loaded;
  const members = 'draft' in state ? state.draft.members : state.status === 'empty' ? state.members : [];
  const result = { nothingDue: nothingDue(members), exceptions: exceptionsOf(members) };
  return state.status === 'empty' ? result : { ...result, document: { invoiceId, loaded } };
}

function nothingDue(outcomes: readonly MemberOutcome[]): number {
  return outcomes.filter((each) => each.outcome === 'nothing_due').length;
}

function exceptionsOf(outcomes: readonly MemberOutcome[]): RunException[] {
  return outcomes.flatMap((each) =>
    each.outcome === 'failed' ? [{ contractId: each.contractId, code: each.code, message: each.message }] : [],
  );
}
