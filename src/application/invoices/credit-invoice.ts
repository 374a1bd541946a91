import { contract } from '../../domain/contract/contract.ts';
import type { CreditKind } from '../../domain/contract/credit-events.ts';
import { creditables } from '../../domain/contract/creditable.ts';
import { planCredit, type WantedLine } from '../../domain/invoice/credit-plan.ts';
import { leftOfLine } from '../../domain/invoice/credited.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Decimal } from '../../domain/kernel/decimal.ts';
import type { ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import { roundingOn } from '../../domain/seller/state.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { createParties } from '../billing/parties.ts';
import { rejected } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { contractStream } from '../streams.ts';
import { driveCredit } from './drive-credit.ts';
import { type DocumentOutcome, loadDocument, onDocument } from './on-document.ts';

export interface CreditInvoice {
  readonly invoiceId: InvoiceId;
  readonly kind: CreditKind;
  /** Null: in full. */
  readonly lines: readonly WantedLine[] | null;
  readonly reason: string;
  /** False leaves a draft to be reviewed; nobody else can credit what it takes. */
  readonly finalise: boolean;
}

type Final = Extract<InvoiceState, { status: 'finalised' }>;

/**
 * Makes a credit note by hand for a finalised invoice. Its id is the command's, so a repeated command goes on with the
 * note that it began. It opens with the whole plan; then the streams that it takes from say whether there is enough left.
 */
export async function creditInvoice(
  deps: BillingDeps,
  wanted: CreditInvoice,
  provenance: Provenance,
): Promise<DocumentOutcome> {
  const { eventStore } = deps;
  const creditNoteId = provenance.commandId as InvoiceId; // the id of what a command makes is the command's
  const begun = await loadDocument(eventStore, provenance, creditNoteId);
  if (begun.state.status !== 'none') {
    return driveCredit(deps, creditNoteId, provenance);
  }
  const { state } = await loadDocument(eventStore, provenance, wanted.invoiceId);
  if (state.status !== 'finalised' || state.final.documentType !== 'invoice') {
    return rejected(notCreditable(state));
  }
  const plan = await planned(deps, state, creditNoteId, wanted, provenance);
  if ('code' in plan) {
    return rejected(plan);
  }
  const opened = await onDocument(eventStore, creditNoteId, { kind: 'openCredit', plan }, provenance);
  return opened.outcome === 'rejected' ? opened : driveCredit(deps, creditNoteId, provenance);
}

async function planned(
  deps: BillingDeps,
  invoice: Final,
  creditNoteId: InvoiceId,
  { invoiceId, kind, lines, reason, finalise }: CreditInvoice,
  provenance: Provenance,
) {
  const seller = await createParties(deps.eventStore, deps.vault, provenance.tenantId).seller(invoice.draft.sellerId);
  const rounding = roundingOn(seller, civilDateIn(seller.timeZone, deps.clock.now()));
  const left = await leftOfCharges(deps.eventStore, invoice, provenance);
  const found = planCredit(invoice, { kind, lines, rounding }, (line) =>
    line.chargeId === null ? leftOfLine(invoice, line.lineId) : left.get(line.chargeId),
  );
  return Array.isArray(found)
    ? { invoiceId: creditNoteId, kind, corrects: invoiceId, lines: found, rounding, finalise, reason }
    : found;
}

/** What is left to credit of the charges on a document, from the streams of their contracts. */
async function leftOfCharges(
  eventStore: EventStore,
  { draft }: Final,
  { tenantId }: Provenance,
): Promise<ReadonlyMap<string, Decimal>> {
  const left = new Map<string, Decimal>();
  const contractIds = new Set(draft.lines.flatMap((line) => (line.chargeId === null ? [] : (line.contractId ?? []))));
  for (const contractId of contractIds) {
    const { state } = await eventStore.load(contractStream(tenantId, contractId as ContractId), contract);
    if (state.status === 'active' || state.status === 'cancelled') {
      for (const [chargeId, amount] of creditables(state)) {
        left.set(chargeId, amount);
      }
    }
  }
  return left;
}

function notCreditable(state: InvoiceState) {
  if (!('draft' in state)) {
    return { code: 'INVOICE_NOT_FOUND', message: 'There is no such document.' };
  }
  return state.draft.documentType === 'credit_note'
    ? { code: 'INVOICE_NOT_CREDITABLE', message: 'A credit note is not credited; void it while that is possible.' }
    : {
        code: 'INVOICE_NOT_FINAL',
        message: `The invoice is ${state.status}; only a finalised one is credited. Change or discard a draft instead.`,
      };
}
