import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision } from '../kernel/decider.ts';
import { type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';
import type { AccountId, InvoiceId } from '../kernel/ids.ts';
import { exactAmount } from '../kernel/money.ts';
import type { CreditLineEvent, ReductionReason } from './events.ts';
import type { OpenCreditLine } from './state.ts';
import { useOf } from './uses.ts';

/** All that the document uses comes free. */
export interface EndUse {
  readonly kind: 'endUse';
  readonly invoiceId: InvoiceId;
  readonly because: ReductionReason;
}

/** A payment or credit note settles a part; the same one counts once. */
export interface ReduceUse {
  readonly kind: 'reduceUse';
  readonly invoiceId: InvoiceId;
  readonly amount: DecimalString;
  readonly because: ReductionReason;
  readonly byId: string;
}

/** What the document's own events say that is open: the line follows, upwards without asking for the limit, since a debt is a debt. */
export interface CorrectUse {
  readonly kind: 'correctUse';
  readonly invoiceId: InvoiceId;
  readonly accountId: AccountId;
  readonly amount: DecimalString;
  readonly on: CivilDate;
}

export function endUse({ invoiceId, because }: EndUse, line: OpenCreditLine): Decision<CreditLineEvent> {
  const use = useOf(line.uses, invoiceId);
  return use === undefined
    ? accept()
    : accept({
        type: 'CreditUseReduced',
        data: { invoiceId, amount: use.amount, because, byId: null, isEnded: true },
      });
}

export function reduceUse(command: ReduceUse, line: OpenCreditLine): Decision<CreditLineEvent> {
  const { invoiceId, because, byId } = command;
  const use = useOf(line.uses, invoiceId);
  if (use === undefined || use.reducedBy.includes(byId) || decimal(command.amount).lte(ZERO)) {
    return accept();
  }
  const isEnded = decimal(command.amount).gte(decimal(use.amount));
  const amount = isEnded ? use.amount : exactAmount(decimal(command.amount), line.currency);
  return accept({ type: 'CreditUseReduced', data: { invoiceId, amount, because, byId, isEnded } });
}

export function correctUse(command: CorrectUse, line: OpenCreditLine): Decision<CreditLineEvent> {
  const { invoiceId, accountId, on } = command;
  const open = decimal(command.amount);
  const counted = decimal(useOf(line.uses, invoiceId)?.amount ?? '0');
  if (open.eq(counted)) {
    return accept();
  }
  if (open.gt(counted)) {
    const amount = exactAmount(open, line.currency);
    return accept({ type: 'CreditUseFound', data: { invoiceId, accountId, amount, foundOn: on } });
  }
  const amount = exactAmount(counted.minus(open), line.currency);
  const isEnded = open.lte(ZERO);
  return accept({ type: 'CreditUseReduced', data: { invoiceId, amount, because: 'settled', byId: null, isEnded } });
}
