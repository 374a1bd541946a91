import type { CivilDate } from '../kernel/calendar.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { PriceTerms } from '../rating/price.ts';
import { valueOn } from '../rating/timeline.ts';
import type { ContractState } from './state.ts';

/** What a contract with one line shows of it: seats, commitment, and the price per seat and month if it has one. */
export interface SeatFigures {
  readonly seatCount: number | null;
  readonly committedSeats: number | null;
  readonly seatPrice: DecimalString | null;
}

type Contract = Exclude<ContractState, { status: 'none' }>;

/** The figures on a day; all null when there are several lines. */
export function seatFiguresOn(contract: Contract, day: CivilDate): SeatFigures {
  const [line, ...others] = contract.lines;
  if (line === undefined || others.length > 0) {
    return { seatCount: null, committedSeats: null, seatPrice: null };
  }
  if ('quantities' in line) {
    return figures(valueOn(line.quantities, day), valueOn(line.commitments, day), valueOn(line.prices, day));
  }
  return figures(line.quantity, line.committedQuantity, line.price);
}

function figures(seatCount: number, committedSeats: number, price: PriceTerms | null): SeatFigures {
  const isMonthly = price?.model === 'seat_based' && price.intervalMonths === 1;
  return { seatCount, committedSeats, seatPrice: isMonthly ? price.unitPrice : null };
}
