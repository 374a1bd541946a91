import { unreachable } from '../kernel/decider.ts';
import type { ContractEvent } from './events.ts';
import type { BindingContract } from './state.ts';

type CreditEvent = Extract<
  ContractEvent,
  { type: 'ChargesWaived' | 'CreditGranted' | 'CreditWithdrawn' | 'GoodwillSetOff' }
>;

/** What people have given away of the charges, and what corrections have set off against it. */
export function evolveCredits(state: BindingContract, event: CreditEvent): BindingContract {
  switch (event.type) {
    case 'ChargesWaived':
      return { ...state, waived: [...state.waived, ...event.data.chargeIds] };
    case 'CreditGranted': {
      const { creditNoteId, kind, credits } = event.data;
      return { ...state, credits: [...state.credits, ...credits.map((each) => ({ creditNoteId, kind, ...each }))] };
    }
    case 'CreditWithdrawn': {
      const { creditNoteId } = event.data;
      return { ...state, credits: state.credits.filter((credit) => credit.creditNoteId !== creditNoteId) };
    }
    case 'GoodwillSetOff': {
      const { claimId, setOffs } = event.data;
      return { ...state, setOffs: [...state.setOffs, ...setOffs.map((each) => ({ claimId, ...each }))] };
    }
    default:
      return unreachable(event);
  }
}
