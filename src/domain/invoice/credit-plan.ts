import type { CreditKind } from '../contract/credit-events.ts';
import { currencyExponent } from '../kernel/currency.ts';
import type { Rejection } from '../kernel/decider.ts';
import {
  type Decimal,
  type DecimalString,
  decimal,
  type RoundingMode,
  roundTo,
  toDecimalString,
  ZERO,
} from '../kernel/decimal.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import type { CreditPlan } from './aftermath.ts';
import { leftOfDocument } from './credited.ts';
import type { InvoiceLine } from './events.ts';
import type { InvoiceState } from './state.ts';

type Final = Extract<InvoiceState, { status: 'finalised' }>;
type PlannedLine = CreditPlan['lines'][number];

/** A line to be credited: by an amount, by a quantity, or (neither) with all that is left of it. */
export interface WantedLine {
  readonly lineId: string;
  readonly amount: DecimalString | null;
  readonly quantity: DecimalString | null;
}

export interface WantedCredit {
  readonly kind: CreditKind;
  /** Null: the whole document. */
  readonly lines: readonly WantedLine[] | null;
  readonly rounding: RoundingMode;
}

/** What is left to credit of a line; below zero for one that gives back itself. Undefined: its charge was released. */
export type LeftOf = (line: InvoiceLine) => Decimal | undefined;

/** The lines of a credit note by hand, or why there is none. Nothing is taken yet: the streams decide when they are told. */
export function planCredit(invoice: Final, wanted: WantedCredit, leftOf: LeftOf): PlannedLine[] | Rejection {
  const lines =
    wanted.lines === null ? wholeDocument(invoice, wanted.kind, leftOf) : wantedLines(invoice, wanted, leftOf);
  if (!Array.isArray(lines)) {
    return lines;
  }
  return sumDecimals(lines.map(({ amount }) => amount)).gt(ZERO)
    ? lines
    : {
        code: 'NOTHING_TO_CREDIT',
        message: `Nothing of ${invoice.final.invoiceNumber} is left to credit.`,
      };
}

/** Goodwill stops at what is left of the document; what is billed again is taken back line by line, credits on it too. */
function wholeDocument(invoice: Final, kind: CreditKind, leftOf: LeftOf): PlannedLine[] {
  let rest = leftOfDocument(invoice);
  return invoice.draft.lines.flatMap((line) => {
    const left = leftOf(line) ?? ZERO;
    if (kind === 'rebill') {
      return left.eq(ZERO) ? [] : [planned(line, left, invoice)];
    }
    const amount = left.gt(rest) ? rest : left;
    rest = amount.gt(ZERO) ? rest.minus(amount) : rest;
    return amount.gt(ZERO) ? [planned(line, amount, invoice)] : [];
  });
}

function wantedLines(invoice: Final, { kind, lines, rounding }: WantedCredit, leftOf: LeftOf) {
  const found: PlannedLine[] = [];
  for (const [index, wanted] of (lines ?? []).entries()) {
    const line = invoice.draft.lines.find(({ lineId }) => lineId === wanted.lineId);
    if (line === undefined || found.some(({ lineId }) => lineId === wanted.lineId)) {
      return notALine(invoice, wanted, index);
    }
    const credited = creditOf(invoice, line, wanted, kind, rounding, leftOf(line));
    if ('code' in credited) {
      return credited;
    }
    found.push(credited);
  }
  return found;
}

function creditOf(
  invoice: Final,
  line: InvoiceLine,
  { amount, quantity }: WantedLine,
  kind: CreditKind,
  rounding: RoundingMode,
  left: Decimal | undefined,
): PlannedLine | Rejection {
  const { currency } = invoice.draft;
  if (left === undefined) {
    return {
      code: 'CHARGE_NOT_CHARGED',
      message: `“${line.description}” was taken back already; nothing is left to credit.`,
    };
  }
  if (amount === null && quantity === null) {
    return left.eq(ZERO) || (kind === 'goodwill' && left.lt(ZERO))
      ? tooMuch(line, left, currency)
      : planned(line, left, invoice);
  }
  if (kind === 'rebill') {
    return {
      code: 'REBILL_WHOLE_LINES',
      message: 'A line that is billed again is taken back as a whole; leave amount and quantity out.',
    };
  }
  const places = currencyExponent(currency);
  const wanted =
    quantity === null
      ? decimal(amount ?? '0')
      : roundTo(decimal(quantity).times(decimal(line.unitPrice)), places, rounding);
  const isPart = quantity === null || decimal(quantity).lte(decimal(line.quantity));
  if (wanted.lte(ZERO) || wanted.gt(left) || !isPart || !roundTo(wanted, places, rounding).eq(wanted)) {
    return tooMuch(line, left, currency);
  }
  return quantity === null
    ? planned(line, wanted, invoice)
    : { lineId: line.lineId, quantity, unitPrice: line.unitPrice, amount: exactAmount(wanted, currency) };
}

/** A whole line as it stands on its document; a part of it as one unit at its amount. */
function planned(line: InvoiceLine, amount: Decimal, { draft }: Final): PlannedLine {
  const isWhole = amount.eq(decimal(line.amount));
  const one = amount.lt(ZERO) ? '-1' : '1';
  return {
    lineId: line.lineId,
    quantity: isWhole ? line.quantity : toDecimalString(decimal(one)),
    unitPrice: isWhole ? line.unitPrice : toDecimalString(amount.abs()),
    amount: exactAmount(amount, draft.currency),
  };
}

function tooMuch(line: InvoiceLine, left: Decimal, currency: string): Rejection {
  return {
    code: 'CREDIT_TOO_HIGH',
    message: `${left.lt(ZERO) ? '0' : exactAmount(left, currency)} ${currency} of “${line.description}” is left to credit; ask for an amount above zero and at most that.`,
  };
}

function notALine({ final }: Final, { lineId }: WantedLine, index: number): Rejection {
  return {
    code: 'INVOICE_LINE_NOT_FOUND',
    message: `${final.invoiceNumber} has no line ${lineId}, or it is named twice.`,
    fields: { [`lines.${index}.lineId`]: 'must be a line of the document, named once' },
  };
}
