import type { ContractCommand } from '../../domain/contract/commands.ts';
import { contract } from '../../domain/contract/contract.ts';
import { type BindingContract, chargesInForce } from '../../domain/contract/state.ts';
import type { CreditPlan } from '../../domain/invoice/aftermath.ts';
import { draftCredit } from '../../domain/invoice/credit-draft.ts';
import type { DraftedInvoice, InvoiceState } from '../../domain/invoice/state.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { finaliseStarted } from '../billing/finalise.ts';
import { createWorkbench } from '../billing/workbench.ts';
import { derivedId } from '../derived-ids.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { contractStream } from '../streams.ts';
import { type DocumentOutcome, loadDocument, mustOnDocument, stepOnDocument } from './on-document.ts';
import { settleCredit } from './settle-credit.ts';
import { tellContracts } from './told-contracts.ts';

/**
 * Takes a credit note by hand to where its plan takes it. Every step looks first at what is there, so that anybody can go
 * on with it: take from the corrected document, take from the contracts, draft, number, and release what is billed again.
 */
export async function driveCredit(
  deps: BillingDeps,
  creditNoteId: InvoiceId,
  whole: Provenance,
): Promise<DocumentOutcome> {
  const { eventStore } = deps;
  // The note's own id: whoever takes the step, it is recognised.
  const provenance = { ...whole, commandId: creditNoteId };
  let { state } = await loadDocument(eventStore, whole, creditNoteId);
  if (state.status === 'crediting') {
    const refusal = await take(deps, state.plan, provenance);
    if (refusal !== null) {
      await mustOnDocument(eventStore, creditNoteId, { kind: 'foundEmpty', members: [] }, provenance);
      await settleCredit(deps, creditNoteId, provenance, state.plan);
      return rejected(refusal);
    }
    await draft(deps, state.plan, provenance);
    ({ state } = await loadDocument(eventStore, whole, creditNoteId));
  }
  if (state.status === 'finalising') {
    const loaded = await loadDocument(eventStore, whole, creditNoteId);
    const bench = createWorkbench(deps, provenance);
    const [done] = await finaliseStarted(bench, [{ invoiceId: creditNoteId, loaded }], step(provenance, 'finalise'), 1);
    if (done?.fault !== undefined) {
      throw new Error(`Credit note ${creditNoteId} was not ended: ${done.fault.message}`);
    }
  }
  await settleCredit(deps, creditNoteId, provenance);
  const reached = await loadDocument(eventStore, whole, creditNoteId);
  return reached.state.status === 'empty'
    ? rejected({
        code: 'CREDIT_WITHDRAWN',
        message: 'There was too little left to credit; look at the document and ask again.',
      })
    : { outcome: 'accepted', invoiceId: creditNoteId, ...reached };
}

async function take(deps: BillingDeps, plan: CreditPlan, provenance: Provenance): Promise<Rejection | null> {
  const { eventStore } = deps;
  const { invoiceId: creditNoteId, kind, corrects } = plan;
  const lines = plan.lines.map(({ lineId, amount }) => ({ lineId, amount }));
  const credited = await stepOnDocument(
    eventStore,
    corrects,
    { kind: 'credit', credit: { creditNoteId, kind, lines } },
    provenance,
  );
  if (credited.outcome === 'rejected') {
    return credited.rejection;
  }
  const corrected = draftIn(credited.state, corrects);
  return tellContracts(eventStore, await grants(deps, plan, corrected, provenance), provenance);
}

async function grants(
  deps: BillingDeps,
  plan: CreditPlan,
  corrected: DraftedInvoice,
  provenance: Provenance,
): Promise<Map<ContractId, ContractCommand>> {
  const found = new Map<ContractId, { chargeId: string; amount: CreditPlan['lines'][number]['amount'] }[]>();
  for (const { lineId, amount } of plan.lines) {
    const line = corrected.lines.find((each) => each.lineId === lineId);
    if (line !== undefined && line.chargeId !== null && line.contractId !== null) {
      found.set(line.contractId, [...(found.get(line.contractId) ?? []), { chargeId: line.chargeId, amount }]);
    }
  }
  const commands = new Map<ContractId, ContractCommand>();
  for (const [contractId, credits] of found) {
    commands.set(contractId, {
      kind: 'grantCredit',
      creditNoteId: plan.invoiceId,
      creditKind: plan.kind,
      credits,
      settledReductions: plan.kind === 'rebill' ? await settledReductions(deps, contractId, provenance) : [],
      reason: plan.reason,
    });
  }
  return commands;
}

/** Reductions that stand on documents that are final, or are about to be. */
async function settledReductions(
  { eventStore }: BillingDeps,
  contractId: ContractId,
  provenance: Provenance,
): Promise<string[]> {
  const { state } = await eventStore.load(contractStream(provenance.tenantId, contractId), contract);
  if (state.status !== 'active' && state.status !== 'cancelled') {
    return [];
  }
  const settled: string[] = [];
  for (const [invoiceId, charges] of reductionsByDocument(state)) {
    const { status } = (await loadDocument(eventStore, provenance, invoiceId)).state;
    settled.push(...(status === 'finalised' || status === 'finalising' ? charges : []));
  }
  return settled;
}

function reductionsByDocument(state: BindingContract): Map<InvoiceId, string[]> {
  const inForce = new Set(chargesInForce(state).flatMap(({ chargeId, reduces }) => (reduces === null ? [] : chargeId)));
  return new Map(
    state.claims.flatMap(({ invoiceId, charges }) => {
      const reductions = charges.map(({ chargeId }) => chargeId).filter((chargeId) => inForce.has(chargeId));
      return reductions.length === 0 ? [] : [[invoiceId, reductions] as const];
    }),
  );
}

async function draft(deps: BillingDeps, plan: CreditPlan, provenance: Provenance): Promise<void> {
  const { eventStore } = deps;
  const { state } = await loadDocument(eventStore, provenance, plan.corrects);
  const corrected = draftIn(state, plan.corrects);
  const { parties, numberRequests } = createWorkbench(deps, provenance);
  const seller = await parties.seller(corrected.sellerId);
  const issueDate = civilDateIn(seller.timeZone, deps.clock.now());
  const drafted = draftCredit({
    plan,
    corrected,
    taxRates: seller.taxRates,
    taxDate: issueDate,
    lineIdOf: (lineId) => derivedId('credit line', plan.invoiceId, lineId),
  });
  const request = plan.finalise ? await numberRequests.of(drafted, issueDate) : null;
  await mustOnDocument(eventStore, plan.invoiceId, { kind: 'draft', draft: drafted, request }, provenance);
}

function draftIn(state: InvoiceState, invoiceId: InvoiceId): DraftedInvoice {
  if ('draft' in state) {
    return state.draft;
  }
  throw new Error(`Document ${invoiceId} is credited and was never drafted`);
}
