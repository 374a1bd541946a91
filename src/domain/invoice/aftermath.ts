import type { CreditKind } from '../contract/credit-events.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { InvoiceEvent } from './events.ts';

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

/** What is said on a document, whatever it has become. */
export type AftermathEvent = Extract<
  InvoiceEvent,
  { type: 'InvoiceCredited' | 'InvoiceCreditWithdrawn' | 'RebillRequested' | 'InvoiceRelated' | 'RebillEnded' }
>;

export function followed(aftermath: Aftermath, event: AftermathEvent): Aftermath {
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
