import { normalPaymentTerms } from '../../domain/account/terms.ts';
import type { CommandOf } from '../../domain/contract/commands.ts';
import type { DraftLine } from '../../domain/contract/events.ts';
import { seatFiguresOn } from '../../domain/contract/seats.ts';
import type { DraftContract } from '../../domain/contract/state.ts';
import { intervalMonthsOf, spreadOverTerm } from '../../domain/contract/term.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import { isSameDecimal, isSameJson } from '../../domain/kernel/changed-fields.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { ContractChanges } from './contract-changes.ts';
import { draftLines, type Refused } from './contract-lines.ts';
import { contractDiscounts, intervalMissing, openAccount } from './contract-terms.ts';

/** The revision of a draft that a PATCH means: everything holds from the start. */
export async function revision(
  eventStore: EventStore,
  tenantId: TenantId,
  draft: DraftContract,
  changes: ContractChanges,
): Promise<CommandOf<'reviseDraft'> | Refused> {
  const terms = revisedTerms(draft, changes);
  if ('rejection' in terms) {
    return terms;
  }
  for (const field of ['accountId', 'billToAccountId'] as const) {
    if (terms[field] !== draft.terms[field]) {
      const account = await openAccount(eventStore, tenantId, terms[field], field);
      if ('rejection' in account) {
        return account;
      }
    }
  }
  const lines =
    changes.lines === undefined
      ? revisedLines(draft, changes, terms)
      : await draftLines(eventStore, tenantId, draft.contractId, wholePricing(changes), terms);
  return 'rejection' in lines ? lines : { kind: 'reviseDraft', terms, lines };
}

function wholePricing({ lines = [], seatCount, committedSeats, seatPrice }: ContractChanges) {
  return {
    lines,
    seatCount: seatCount ?? null,
    committedSeats: committedSeats ?? null,
    seatPrice: seatPrice ?? null,
  };
}

/** The interval follows the frequency, days of payment follow the terms, a bill-to that was the buyer follows it. */
function revisedTerms(
  { terms: current, contractNumber }: DraftContract,
  { terms: changes, discounts, policies }: ContractChanges,
): ContractTerms | Refused {
  const wanted = { ...current, ...changes, policies: { ...current.policies, ...policies } };
  const billToAccountId =
    current.billToAccountId === current.accountId && changes.billToAccountId === undefined
      ? wanted.accountId
      : wanted.billToAccountId;
  const billingIntervalMonths = intervalMonthsOf(wanted.billingFrequency, wanted.billingIntervalMonths);
  return billingIntervalMonths === undefined
    ? intervalMissing()
    : {
        ...wanted,
        billToAccountId,
        billingIntervalMonths,
        discounts:
          discounts === undefined
            ? current.discounts
            : contractDiscounts(discounts, contractNumber, billingIntervalMonths),
        ...normalPaymentTerms(wanted),
      };
}

function revisedLines(draft: DraftContract, changes: ContractChanges, terms: ContractTerms): DraftLine[] | Refused {
  const shown = seatFiguresOn(draft, draft.terms.startDate);
  const seatCount = changes.seatCount ?? shown.seatCount;
  const committedSeats = changes.committedSeats ?? shown.committedSeats;
  const seatPrice = changes.seatPrice ?? shown.seatPrice;
  const [line, ...others] = draft.lines;
  if (line === undefined || others.length > 0) {
    const isUntouched = isSameJson({ seatCount, committedSeats, seatPrice }, shown);
    return isUntouched ? [...draft.lines] : { rejection: severalLines(draft) };
  }
  const seats = { quantity: seatCount ?? line.quantity, committedQuantity: committedSeats ?? line.committedQuantity };
  if (seatPrice !== null && !isSameDecimal(seatPrice, shown.seatPrice)) {
    return [{ ...line, ...seats, price: { model: 'seat_based', unitPrice: seatPrice, intervalMonths: 1 } }];
  }
  if (!isPricedByValue(draft, line) || terms.contractValue === null) {
    return [{ ...line, ...seats }];
  }
  const price = spreadOverTerm(terms.contractValue, terms);
  return 'rejection' in price ? price : [{ ...line, ...seats, price }];
}

/** A line without a product that spreads the contract's value over its term, or waits for one. */
function isPricedByValue({ terms }: DraftContract, { productId, price }: DraftLine): boolean {
  if (productId !== null) {
    return false;
  }
  const isWaiting = price === null;
  const hasValue = terms.contractValue !== null && !decimal(terms.contractValue).eq(ZERO);
  return isWaiting || (hasValue && price.model === 'flat_fee' && isSameDecimal(price.price, terms.contractValue));
}

export function severalLines({
  contractNumber,
  lines,
}: {
  readonly contractNumber: string;
  readonly lines: readonly unknown[];
}): Rejection {
  return {
    code: 'CONTRACT_LINE_REQUIRED',
    message: `Contract ${contractNumber} has ${lines.length} lines; change the seats of one of them by its lineId.`,
    fields: { seatCount: 'belongs to contracts with one line' },
  };
}
