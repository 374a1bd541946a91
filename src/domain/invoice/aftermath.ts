import type { CreditKind } from '../contract/credit-events.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { InvoiceEvent } from './events.ts';
import type { InvoiceState } from './state.ts';

/** What a credit note by hand takes back of a document. */
export interface CreditByHand {
  readonly creditNoteId: InvoiceId;
  readonly kind: CreditKind;
  readonly lines: readonly { readonly lineId: string; readonly amount: DecimalString }[];
}

/** What became of a document after it was final. */
export interface Aftermath {
  readonly credits: readonly CreditByHand[];
  readonly rebill: { readonly rebillId: string; readonly reason: string; readonly isEnded: boolean } | null;
  readonly related: readonly { readonly relation: 'rebills' | 'rebilled_by'; readonly invoiceId: InvoiceId }[];
}

export interface Voided {
  readonly voidedOn: CivilDate;
  readonly reason: string;
  readonly by: Principal;
}

export type CreditPlan = Extract<InvoiceEvent, { type: 'CreditOpened' }>['data'];

export const NO_AFTERMATH: Aftermath = { credits: [], rebill: null, related: [] };

export type CorrectionEvent = Extract<
  InvoiceEvent,
  {
    type:
      | 'InvoiceVoided'
      | 'CreditOpened'
      | 'InvoiceCredited'
      | 'InvoiceCreditWithdrawn'
      | 'CreditSettled'
      | 'RebillRequested'
      | 'InvoiceRelated'
      | 'RebillEnded';
  }
>;

export function evolveCorrection(state: InvoiceState, event: CorrectionEvent): InvoiceState {
  switch (event.type) {
    case 'CreditOpened':
      return { status: 'crediting', plan: event.data };
    case 'InvoiceVoided':
      if (state.status !== 'finalised') {
        throw new Error(`A document that is ${state.status} cannot be voided`);
      }
      return { ...state, status: 'void', voided: event.data };
    case 'CreditSettled':
      return state;
    default:
      // A document that is billed again may still be a draft: its readers are told, nothing is decided on it.
      return 'aftermath' in state ? { ...state, aftermath: followed(state.aftermath, event) } : state;
  }
}

function followed(
  aftermath: Aftermath,
  event: Exclude<CorrectionEvent, { type: 'CreditOpened' | 'InvoiceVoided' | 'CreditSettled' }>,
): Aftermath {
  switch (event.type) {
    case 'InvoiceCredited':
      return { ...aftermath, credits: [...aftermath.credits, event.data] };
    case 'InvoiceCreditWithdrawn': {
      const { creditNoteId } = event.data;
      return { ...aftermath, credits: aftermath.credits.filter((credit) => credit.creditNoteId !== creditNoteId) };
    }
    case 'RebillRequested': {
      const { rebillId, reason } = event.data;
      return { ...aftermath, rebill: { rebillId, reason, isEnded: false } };
    }
    case 'RebillEnded':
      return {
        ...aftermath,
        rebill:
          event.data.refusal !== null || aftermath.rebill === null ? null : { ...aftermath.rebill, isEnded: true },
      };
    case 'InvoiceRelated':
      return { ...aftermath, related: [...aftermath.related, event.data] };
    default:
      return unreachable(event);
  }
}
