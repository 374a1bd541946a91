import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';
import type { AccountId, InvoiceId } from '../kernel/ids.ts';
import { exactAmount } from '../kernel/money.ts';
import type { CreditLineEvent, LineTerms } from './events.ts';
import type { OpenCreditLine } from './state.ts';
import { latestTerms, termsChanged } from './terms.ts';
import { useOf } from './uses.ts';

export interface UseCredit {
  readonly kind: 'use';
  readonly invoiceId: InvoiceId;
  /** The debtor. */
  readonly accountId: AccountId;
  /** Gross, all of the document. */
  readonly amount: DecimalString;
  /** Delivered and not billed yet, gross. */
  readonly unbilled: DecimalString;
  readonly on: CivilDate;
  readonly terms: LineTerms;
  /** Whose limit it is, for a person who reads why it does not do. */
  readonly whose: string;
}

/**
 * The credit test (billing-rules §6): receivable + delivered but unbilled + reserved + this document, gross, against the
 * limit. Only `hold_invoices` says no; the other policies let it pass and say that it is beyond the limit.
 */
export function useCredit(command: UseCredit, line: OpenCreditLine): Decision<CreditLineEvent> {
  const { invoiceId, accountId, on } = command;
  const terms = latestTerms(line.terms, command.terms);
  const changes = termsChanged(line.terms, terms);
  const wanted = decimal(command.amount);
  const before = useOf(line.uses, invoiceId);
  if (terms.limit === null || (before !== undefined && decimal(before.amount).eq(wanted))) {
    return accept(...changes);
  }
  const used = line.used.minus(before === undefined ? ZERO : decimal(before.amount));
  const exposure = { used, unbilled: decimal(command.unbilled), wanted, limit: decimal(terms.limit) };
  const isBeyond = used.plus(exposure.unbilled).plus(wanted).gt(exposure.limit);
  if (isBeyond && terms.policy === 'hold_invoices') {
    return reject('CREDIT_LIMIT_EXCEEDED', tooMuch(command.whose, exposure, line.currency));
  }
  return accept(...changes, {
    type: 'CreditUsed',
    data: {
      invoiceId,
      accountId,
      amount: exactAmount(wanted, line.currency),
      unbilled: exactAmount(exposure.unbilled, line.currency),
      beyondLimit: isBeyond,
      usedOn: on,
    },
  });
}

interface Exposure {
  readonly used: Decimal;
  readonly unbilled: Decimal;
  readonly wanted: Decimal;
  readonly limit: Decimal;
}

/** What would release it, in figures: less of what is used, or a higher limit. */
function tooMuch(whose: string, { used, unbilled, wanted, limit }: Exposure, currency: string): string {
  const amount = (value: Decimal) => exactAmount(value, currency);
  const taken = used.plus(unbilled);
  const left = limit.minus(taken);
  const also = unbilled.gt(ZERO) ? `, ${amount(unbilled)} delivered and not billed yet` : '';
  return (
    `The credit limit of ${whose} is ${amount(limit)} ${currency}: ${amount(used)} used${also}, ${amount(wanted)} wanted, ` +
    `${amount(left.gt(ZERO) ? left : ZERO)} available. It goes out once ${amount(taken.plus(wanted).minus(limit))} ` +
    `${currency} are paid or credited, or the limit is ${amount(taken.plus(wanted))} ${currency}.`
  );
}
