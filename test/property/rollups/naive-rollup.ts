import type { RecordedEvent } from '../../../src/application/ports/event-store.ts';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import type { AccountTreeEvent } from '../../../src/domain/account-tree/events.ts';
import { chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import type { BindingContract } from '../../../src/domain/contract/state.ts';
import type { InvoiceEvent } from '../../../src/domain/invoice/events.ts';
import { type CivilDate, civilDateIn } from '../../../src/domain/kernel/calendar.ts';
import { currencyExponent } from '../../../src/domain/kernel/currency.ts';
import { type Decimal, decimal, toFixedDecimalString, ZERO } from '../../../src/domain/kernel/decimal.ts';
import { sumDecimals } from '../../../src/domain/kernel/money.ts';
import { valueOn } from '../../../src/domain/rating/timeline.ts';
import type { Figures, Rollup } from '../../../src/projections/rollups/queries/rollup.ts';

/** What a credit note took back from an invoice. */
export interface Credit {
  readonly invoice_id: string;
  readonly amount: string;
  readonly credited_on: string;
}

export interface History {
  readonly log: readonly RecordedEvent<AccountEvent | AccountTreeEvent | InvoiceEvent>[];
  readonly contracts: readonly BindingContract[];
  readonly credits: readonly Credit[];
}

interface Sums {
  activeContracts: number;
  seats: number;
  committedValue: Decimal;
  billed: Decimal;
  paid: Decimal;
  overdue: Decimal;
}

/** The parent of an account on a day: by its opening, then by the last move that had taken effect. */
function parentOn({ log }: History, accountId: string, day: CivilDate): string | null {
  let parent: string | null = null;
  for (const { event } of log) {
    if (event.type === 'AccountOpened' && event.data.accountId === accountId) {
      parent = event.data.parentAccountId;
    }
    if (event.type === 'AccountMoved' && event.data.accountId === accountId && event.data.movedOn <= day) {
      parent = event.data.toParentId;
    }
  }
  return parent;
}

/** Whether an account is `top` or stood below it on a day. */
function standsIn(history: History, top: string, accountId: string, day: CivilDate): boolean {
  if (accountId === top) {
    return true;
  }
  const parent = parentOn(history, accountId, day);
  return parent !== null && standsIn(history, top, parent, day);
}

/** The roll-up of one account on a day, by recursion over everything that ever happened. */
export function naiveRollup(history: History, top: string, day: CivilDate): Rollup {
  return {
    own: figures(history, (accountId) => accountId === top, day),
    withDescendants: figures(history, (accountId, on) => standsIn(history, top, accountId, on), day),
  };
}

function figures(history: History, isIn: (accountId: string, on: CivilDate) => boolean, day: CivilDate): Figures {
  const { log, contracts, credits } = history;
  let accounts = 0;
  const sums = new Map<string, Sums>();
  const of = (currency: string): Sums => {
    const found = sums.get(currency) ?? {
      activeContracts: 0,
      seats: 0,
      committedValue: ZERO,
      billed: ZERO,
      paid: ZERO,
      overdue: ZERO,
    };
    sums.set(currency, found);
    return found;
  };
  for (const { event, stream, metadata } of log) {
    if (event.type === 'AccountOpened' && civilDateIn('UTC', metadata.recordedAt) <= day && isIn(stream.id, day)) {
      accounts += 1;
    }
    if (event.type === 'AccountClosed' && event.data.closedOn <= day && isIn(stream.id, day)) {
      accounts -= 1;
    }
    if (event.type === 'InvoiceFinalised') {
      const { accountId, currency, documentType, issueDate, dueDate, total } = event.data;
      if (issueDate > day || !isIn(accountId, issueDate)) {
        continue;
      }
      const sum = of(currency);
      if (documentType === 'credit_note') {
        sum.billed = sum.billed.minus(decimal(total));
        continue;
      }
      sum.billed = sum.billed.plus(decimal(total));
      const paid = paidBy(history, stream.id, day);
      sum.paid = sum.paid.plus(paid);
      const credited = credits.filter((credit) => credit.invoice_id === stream.id && credit.credited_on <= day);
      if (dueDate < day) {
        const open = decimal(total).minus(sumDecimals(credited.map(({ amount }) => amount)));
        sum.overdue = sum.overdue.plus(open).minus(paid);
      }
    }
  }
  for (const contract of contracts) {
    const { accountId, currency } = contract.terms;
    const { serviceStart, serviceEnd } = contract;
    if (serviceStart >= serviceEnd || serviceStart > day || !isIn(accountId, day)) {
      continue;
    }
    const sum = of(currency);
    if (day < serviceEnd) {
      sum.activeContracts += 1;
      sum.seats += contract.lines.reduce((seats, line) => seats + valueOn(line.quantities, day), 0);
      sum.committedValue = sum.committedValue.plus(sumDecimals(chargesOverTerm(contract).map(({ amount }) => amount)));
    }
  }
  return { accounts, currencies: [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(asFigures) };
}

/** What payments had settled of an invoice on a day. */
function paidBy({ log }: History, invoiceId: string, day: CivilDate): Decimal {
  return log.reduce((sum, { event, stream }) => {
    if (stream.id !== invoiceId) {
      return sum;
    }
    if (event.type === 'PaymentApplied' && event.data.appliedOn <= day) {
      return sum.plus(decimal(event.data.amount));
    }
    return event.type === 'PaymentUnapplied' && event.data.unappliedOn <= day
      ? sum.minus(decimal(event.data.amount))
      : sum;
  }, ZERO);
}

function asFigures([currency, sum]: [string, Sums]): Figures['currencies'][number] {
  const text = (value: Decimal) => toFixedDecimalString(value, currencyExponent(currency));
  return {
    currency,
    activeContracts: sum.activeContracts,
    committedValue: text(sum.committedValue),
    seats: sum.seats,
    billed: text(sum.billed),
    paid: text(sum.paid),
    overdue: text(sum.overdue),
  };
}
