import type { RunRequest } from '../../domain/billing-run/billing-run.ts';
import type { RunException, RunGroup } from '../../domain/billing-run/events.ts';
import type { ComposedMember } from '../../domain/invoice/compose.ts';
import type { MemberOutcome } from '../../domain/invoice/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { DraftedInvoice, InvoiceState, NumberRequest } from '../../domain/invoice/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { AccountId, ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import { execute } from '../execute.ts';
import { AppendRefused, type Loaded, NO_STREAM } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import { bytesOf, claimCharges, DOCUMENT_FULL, type MemberResult } from './claim.ts';
import { closeDocument, membersOf, releaseUnlisted } from './close-document.ts';
import { composeOrFault } from './compose.ts';
import { type Fault, faultOf } from './faults.ts';
import type { GroupContext } from './group-context.ts';
import { type OwnDocuments, ownDocumentsFor, ownDocumentsOf } from './own-documents.ts';
import { startOrHold } from './start-or-hold.ts';

/** A document with the state that it has reached, ready to be taken further. */
export interface ReachedDocument {
  readonly invoiceId: InvoiceId;
  readonly loaded: Loaded<InvoiceState>;
  /** Why its finalisation was not ended. */
  readonly fault?: Fault & { readonly error: unknown };
}

export interface GroupResult {
  readonly documents: readonly ReachedDocument[];
  readonly nothingDue: number;
  readonly exceptions: readonly RunException[];
}

/** The invoice id of a group in a run; a new attempt is a new document. */
export function documentId(run: RunRequest, groupId: string, attempt: number): InvoiceId {
  return derivedId('invoice', run.runId, groupId, attempt) as InvoiceId; // a UUID by construction
}

/**
 * Takes one group as far as drafts (or the start of their finalisation). What does not fit on one document stands on
 * the next one: the first says in its own events for whom there was no room, so whoever comes again goes on alike.
 */
export async function draftGroup(context: GroupContext, group: RunGroup): Promise<GroupResult> {
  const { groupId } = group;
  const results: DocumentResult[] = [];
  let contractIds: readonly ContractId[] = group.contractIds;
  for (let attempt = 1; contractIds.length > 0; attempt += 1) {
    const invoiceId = documentId(context.run, groupId, attempt);
    const result = await draftDocument(context, invoiceId, { groupId, contractIds, bearer: null });
    results.push(result);
    contractIds = result.outcomes.filter(hasNoRoom).map((each) => each.contractId);
  }
  const shared = results.flatMap(({ bearers }) => [...bearers]);
  for (const [contractId, bearer] of shared.flatMap(([id, accounts]) =>
    accounts.map((account) => [id, account] as const),
  )) {
    // Of one contract alone: what an account bears of several contracts stands on several documents.
    const invoiceId = documentId(context.run, `${groupId}.${contractId}.${bearer}`, 1);
    results.push(await draftDocument(context, invoiceId, { groupId, contractIds: [contractId], bearer }));
  }
  return summary(await inTurn(results, (result) => started(context, result)));
}

async function started(context: GroupContext, result: DocumentResult): Promise<DocumentResult> {
  const { document } = result;
  return document === undefined ? result : { ...result, document: await startWaiting(context, document) };
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const done: Result[] = [];
  for (const item of items) {
    done.push(await work(item));
  }
  return done;
}

function hasNoRoom(each: MemberOutcome): boolean {
  return each.outcome === 'failed' && each.code === DOCUMENT_FULL;
}

/** Each contract counts once: with something on any document it does not count as one that owes nothing. */
function summary(results: readonly DocumentResult[]): GroupResult {
  const outcomes = results.flatMap((result) => result.outcomes).filter((each) => !hasNoRoom(each));
  const billed = new Set(outcomes.flatMap((each) => (each.outcome === 'nothing_due' ? [] : [each.contractId])));
  const owingNothing = outcomes.filter(({ contractId }) => !billed.has(contractId));
  return {
    documents: results.flatMap(({ document }) => (document === undefined ? [] : [document])),
    nothingDue: new Set(owingNothing.map(({ contractId }) => contractId)).size,
    exceptions: outcomes.flatMap((each) =>
      each.outcome === 'failed' ? [{ contractId: each.contractId, code: each.code, message: each.message }] : [],
    ),
  };
}

interface DocumentResult {
  readonly document?: ReachedDocument;
  readonly outcomes: readonly MemberOutcome[];
  /** Contracts for which accounts get documents of their own. */
  readonly bearers: OwnDocuments;
}

type Drafted = Omit<DocumentResult, 'bearers'>;

interface Members {
  readonly groupId: string;
  readonly contractIds: readonly ContractId[];
  /** The account that the document is for; null: the buyer. */
  readonly bearer: AccountId | null;
}

/** Open, claim, draft. Whoever meets it half done goes on from there; whoever comes second finds it done. */
async function draftDocument(context: GroupContext, invoiceId: InvoiceId, group: Members): Promise<DocumentResult> {
  const { deps, run, provenance } = context;
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const isConsolidated = group.contractIds.length > 1;

  // A document of one contract is written after its claim, so without a claim there is nothing to look for.
  let loaded = isConsolidated ? await deps.eventStore.load(stream, invoice) : nothingYet();
  if (isConsolidated && loaded.state.status === 'none') {
    const { contractIds } = group;
    loaded = await advance(context, invoiceId, loaded, { kind: 'open', invoiceId, runId: run.runId, contractIds });
  }
  if (isReached(loaded.state)) {
    return { ...reached(invoiceId, loaded), bearers: await ownDocumentsOf(context, group) };
  }
  const members = await claimMembers(context, invoiceId, group);
  const bearers = ownDocumentsFor(group, members);
  if (!isConsolidated && members[0]?.wasThere === true) {
    loaded = await deps.eventStore.load(stream, invoice);
    if (isReached(loaded.state)) {
      return { ...reached(invoiceId, loaded), bearers };
    }
  }
  return { ...(await draftFromClaims(context, invoiceId, loaded, members, group.bearer)), bearers };
}

async function claimMembers(context: GroupContext, invoiceId: InvoiceId, group: Members): Promise<MemberResult[]> {
  const members: MemberResult[] = [];
  let bytes = 0;
  for (const contractId of group.contractIds) {
    const document = {
      groupId: group.groupId,
      invoiceId,
      bearer: group.bearer,
      bytesUsed: bytes,
      guard: context.guard,
    };
    const member = await claimCharges(context.deps, context.run, document, contractId, context.provenance);
    bytes += member.claimed === undefined ? 0 : bytesOf(member.claimed.claim.charges);
    members.push(member);
  }
  return members;
}

async function draftFromClaims(
  context: GroupContext,
  invoiceId: InvoiceId,
  loaded: Loaded<InvoiceState>,
  members: readonly MemberResult[],
  bearer: AccountId | null,
): Promise<Drafted> {
  const outcomes = members.map((member) => member.outcome);
  const claimed = members.flatMap((member): ComposedMember[] =>
    member.claimed === undefined ? [] : [{ contract: member.claimed.contract, charges: member.claimed.claim.charges }],
  );
  if (claimed.length === 0) {
    if (loaded.state.status === 'open') {
      loaded = await advance(context, invoiceId, loaded, { kind: 'foundEmpty', members: outcomes });
      return reached(invoiceId, loaded);
    }
    return { outcomes };
  }
  const composed = await composeOrFault(context, invoiceId, claimed, outcomes, bearer);
  if ('code' in composed) {
    return giveUp(context, invoiceId, outcomes, composed);
  }
  const { draft, issueDate } = composed;
  const request = await requestAtOnce(context, draft, issueDate);
  try {
    const drafted = await advance(context, invoiceId, loaded, { kind: 'draft', draft, request });
    const contractIds = claimed.map(({ contract }) => contract.contractId);
    const reason = 'The document was drafted without this contract.';
    await releaseUnlisted(context.deps.eventStore, invoiceId, drafted.state, contractIds, reason, context.provenance);
    return reached(invoiceId, drafted);
  } catch (error) {
    if (!(error instanceof AppendRefused)) {
      throw error;
    }
    context.deps.reportFault(error, { invoiceId, runId: context.run.runId });
    return giveUp(context, invoiceId, outcomes, faultOf(error));
  }
}

/** Where nothing can hold it, its finalisation starts in the append of the draft: one write instead of two. */
async function requestAtOnce(
  { run, backing, numberRequests }: GroupContext,
  draft: DraftedInvoice,
  issueDate: CivilDate,
): Promise<NumberRequest | null> {
  const mayBeHeld = draft.members.some(({ outcome }) => outcome === 'failed') || (await backing.concerns(draft));
  return run.finalise && !mayBeHeld ? numberRequests.of(draft, issueDate) : null;
}

/** Takes a draft of a run that finalises as far as it goes: started, held, or left to a person. */
async function startWaiting(context: GroupContext, document: ReachedDocument): Promise<ReachedDocument> {
  const { invoiceId, loaded } = document;
  const { state } = loaded;
  if (!context.run.finalise || (state.status !== 'draft' && state.status !== 'held')) {
    return document;
  }
  const waiting = { invoiceId, draft: state.draft, loaded };
  const started = await startOrHold(context, waiting, step(context.provenance, 'start', invoiceId));
  return started.outcome === 'rejected' ? document : { invoiceId, loaded: { ...started, commands: new Map() } };
}

/** The document cannot be made: it is closed, its claims go back, and its contracts are exceptions of the run. */
async function giveUp(
  { deps, provenance }: GroupContext,
  invoiceId: InvoiceId,
  outcomes: readonly MemberOutcome[],
  { code, message }: Fault,
): Promise<Drafted> {
  const members = outcomes.map(
    (each): MemberOutcome =>
      each.outcome === 'claimed' ? { contractId: each.contractId, outcome: 'failed', code, message } : each,
  );
  const contractIds = outcomes.flatMap((each) => (each.outcome === 'claimed' ? [each.contractId] : []));
  const futile = { invoiceId, members, contractIds, reason: message };
  return reached(invoiceId, await closeDocument(deps.eventStore, futile, provenance));
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

function reached(invoiceId: InvoiceId, loaded: Loaded<InvoiceState>): Drafted {
  const outcomes = membersOf(loaded.state);
  return loaded.state.status === 'empty' ? { outcomes } : { outcomes, document: { invoiceId, loaded } };
}
