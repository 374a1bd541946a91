import { unreachable } from '../kernel/decider.ts';
import { type Decimal, decimal } from '../kernel/decimal.ts';
import type { AccountId } from '../kernel/ids.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import type { CreditLineEvent, CreditScope, LineTerms, OpenUse } from './events.ts';
import { NO_USES, type Uses, useOf, withoutUse, withUse } from './uses.ts';

export interface OpenCreditLine {
  readonly status: 'open';
  readonly accountId: AccountId;
  readonly scope: CreditScope;
  readonly currency: string;
  readonly epoch: number;
  readonly terms: LineTerms;
  readonly uses: Uses;
  /** The sum of all uses. */
  readonly used: Decimal;
  /** Uses of the epoch before that are not taken over yet: until then nothing is decided here. */
  readonly usesToCome: number;
}

export interface ClosedCreditLine extends Omit<OpenCreditLine, 'status'> {
  readonly status: 'carried_forward';
  readonly nextEpoch: number;
  readonly nextLineId: string;
}

export type CreditLineState = { readonly status: 'none' } | OpenCreditLine | ClosedCreditLine;

/** Payments of one document that are remembered, so that each counts once; far more than come close together. */
const REMEMBERED_MAX = 500;

export const initialCreditLine: CreditLineState = { status: 'none' };

export function evolveCreditLine(state: CreditLineState, event: CreditLineEvent): CreditLineState {
  if (event.type === 'CreditLineOpened') {
    const { uses, openedOn: _, ...line } = event.data;
    return { status: 'open', ...line, uses: uses.reduce(withUse, NO_USES), used: sumOf(uses) };
  }
  if (state.status !== 'open') {
    throw new Error(`${event.type} cannot happen to a credit line that is ${state.status}`);
  }
  switch (event.type) {
    case 'CreditUsesTakenOver': {
      const { uses } = event.data;
      return {
        ...state,
        uses: uses.reduce(withUse, state.uses),
        used: state.used.plus(sumOf(uses)),
        usesToCome: state.usesToCome - uses.length,
      };
    }
    case 'CreditLineTermsChanged':
      return { ...state, terms: event.data.to };
    case 'CreditUsed':
    case 'CreditUseFound': {
      const { invoiceId, accountId, amount } = event.data;
      const reducedBy = useOf(state.uses, invoiceId)?.reducedBy ?? [];
      return replaced(state, { invoiceId, accountId, amount, reducedBy });
    }
    case 'CreditUseReduced': {
      const { invoiceId, amount, byId, isEnded } = event.data;
      const use = useOf(state.uses, invoiceId);
      if (use === undefined) {
        throw new Error(`Document ${invoiceId} uses nothing that could be reduced`);
      }
      if (isEnded) {
        return { ...state, uses: withoutUse(state.uses, invoiceId), used: state.used.minus(decimal(use.amount)) };
      }
      const left = exactAmount(decimal(use.amount).minus(decimal(amount)), state.currency);
      return replaced(state, {
        ...use,
        amount: left,
        reducedBy: byId === null ? use.reducedBy : [...use.reducedBy, byId].slice(-REMEMBERED_MAX),
      });
    }
    case 'CreditLineCarriedForward':
      return { ...state, ...event.data, status: 'carried_forward' };
    default:
      return unreachable(event);
  }
}

function replaced(state: OpenCreditLine, use: OpenUse): OpenCreditLine {
  const before = decimal(useOf(state.uses, use.invoiceId)?.amount ?? '0');
  return { ...state, uses: withUse(state.uses, use), used: state.used.minus(before).plus(decimal(use.amount)) };
}

function sumOf(uses: readonly OpenUse[]): Decimal {
  return sumDecimals(uses.map(({ amount }) => amount));
}
