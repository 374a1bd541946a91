import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { ContractId, InvoiceId } from '../kernel/ids.ts';
import { type Aftermath, type CreditPlan, followed, NO_AFTERMATH, type Voided } from './aftermath.ts';
import type { HoldReason, InvoiceEvent, MemberOutcome } from './events.ts';
import { NOTHING_SETTLED, type Settlement, settled } from './settlement.ts';

type DataOf<Type extends InvoiceEvent['type']> = Extract<InvoiceEvent, { type: Type }>['data'];

export type DraftedInvoice = DataOf<'InvoiceDrafted'>;
export type FinalisedInvoice = DataOf<'InvoiceFinalised'>;
export type IssuedSummary = DataOf<'SummaryIssued'>;
/** What stands behind a document that is finalised: draws on orders, and what it uses of credit limits. */
export type Secured = DataOf<'InvoiceFinalisationStarted'>['secured'];

/** Where the document's number comes from, fixed when its finalisation started. */
export interface NumberRequest {
  readonly series: string;
  readonly seriesRevisionSeen: number;
  readonly issueDate: CivilDate;
  readonly contentHash: string;
  readonly secured: Secured;
}

/** Why a document waits, since when, and until when it may. */
export interface Hold {
  readonly heldOn: CivilDate;
  readonly reasons: readonly HoldReason[];
  readonly issueBy: CivilDate | null;
}

export type InvoiceState =
  | { readonly status: 'none' }
  | { readonly status: 'open'; readonly invoiceId: InvoiceId; readonly contractIds: readonly ContractId[] }
  | { readonly status: 'empty'; readonly members: readonly MemberOutcome[] }
  | { readonly status: 'draft'; readonly draft: DraftedInvoice }
  | { readonly status: 'held'; readonly draft: DraftedInvoice; readonly hold: Hold }
  | { readonly status: 'finalising'; readonly draft: DraftedInvoice; readonly request: NumberRequest }
  | {
      readonly status: 'finalised';
      readonly draft: DraftedInvoice;
      readonly final: FinalisedInvoice;
      readonly secured: Secured;
      readonly settlement: Settlement;
      readonly aftermath: Aftermath;
    }
  | {
      readonly status: 'void';
      readonly draft: DraftedInvoice;
      readonly final: FinalisedInvoice;
      readonly secured: Secured;
      readonly aftermath: Aftermath;
      readonly voided: Voided;
    }
  /** A credit note by hand that is being made: the streams that it takes from are being told. */
  | { readonly status: 'crediting'; readonly plan: CreditPlan }
  | { readonly status: 'summary'; readonly summary: IssuedSummary }
  | { readonly status: 'discarded'; readonly draft: DraftedInvoice; readonly reason: string };

export const initialInvoice: InvoiceState = { status: 'none' };

export function evolveInvoice(state: InvoiceState, event: InvoiceEvent): InvoiceState {
  switch (event.type) {
    case 'InvoiceOpened': {
      const { invoiceId, contractIds } = event.data;
      return { status: 'open', invoiceId, contractIds };
    }
    case 'InvoiceDrafted':
      return { status: 'draft', draft: event.data };
    case 'InvoiceFoundEmpty':
      return { status: 'empty', members: event.data.members };
    case 'InvoiceDiscarded':
      return { status: 'discarded', draft: draftOf(state, event), reason: event.data.reason };
    case 'InvoiceHeld':
      return { status: 'held', draft: draftOf(state, event), hold: event.data };
    case 'InvoiceFinalisationStarted':
      return { status: 'finalising', draft: draftOf(state, event), request: event.data };
    case 'InvoiceFinalised': {
      const secured = state.status === 'finalising' ? state.request.secured : { orders: [], credit: [] };
      const draft = draftOf(state, event);
      return {
        status: 'finalised',
        draft,
        final: event.data,
        secured,
        settlement: NOTHING_SETTLED,
        aftermath: NO_AFTERMATH,
      };
    }
    case 'SummaryIssued':
      return { status: 'summary', summary: event.data };
    case 'PaymentApplied':
    case 'PaymentUnapplied':
    case 'PaymentRefused':
      return { ...finalOf(state, event), settlement: settled(finalOf(state, event).settlement, event) };
    case 'CreditOpened':
      return { status: 'crediting', plan: event.data };
    case 'InvoiceVoided':
      return { ...finalOf(state, event), status: 'void', voided: event.data };
    case 'DraftLinesChanged':
      return 'draft' in state ? { ...state, draft: withLines(state.draft, event.data) } : state;
    case 'CreditSettled':
    case 'DraftLinesSettled':
      return state;
    case 'InvoiceCredited':
    case 'InvoiceCreditWithdrawn':
    case 'RebillRequested':
    case 'InvoiceRelated':
    case 'RebillEnded':
      // A document that bills another one again may still be a draft: its readers are told, nothing is decided on it.
      return 'aftermath' in state ? { ...state, aftermath: followed(state.aftermath, event) } : state;
    default:
      return unreachable(event);
  }
}

/** What was added stands last. */
function withLines(draft: DraftedInvoice, change: DataOf<'DraftLinesChanged'>): DraftedInvoice {
  const { added, removed, reason: _, ...rest } = change;
  const gone = new Set(removed.map(({ line }) => line.lineId));
  return { ...draft, ...rest, lines: [...draft.lines.filter(({ lineId }) => !gone.has(lineId)), ...added] };
}

function draftOf(state: InvoiceState, event: InvoiceEvent): DraftedInvoice {
  if (state.status === 'draft' || state.status === 'held' || state.status === 'finalising') {
    return state.draft;
  }
  throw new Error(`${event.type} cannot follow on a document that is ${state.status}`);
}

function finalOf(state: InvoiceState, event: InvoiceEvent): Extract<InvoiceState, { status: 'finalised' }> {
  if (state.status === 'finalised') {
    return state;
  }
  throw new Error(`${event.type} cannot follow on a document that is ${state.status}`);
}
