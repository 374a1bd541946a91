import type { ContractCommand } from '../../domain/contract/commands.ts';
import { seatFiguresOn } from '../../domain/contract/seats.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import { isSameDecimal } from '../../domain/kernel/changed-fields.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { severalLines } from './change-draft.ts';
import type { ContractChanges } from './contract-changes.ts';

/** What a PATCH says of the single line, from a day on: its seats, how many of them are committed, and their price. */
export function changedSeats(
  state: BindingContract,
  { seatCount, committedSeats, seatPrice }: ContractChanges,
  effectiveOn: CivilDate,
): readonly ContractCommand[] | { readonly rejection: Rejection } {
  const shown = seatFiguresOn(state, effectiveOn);
  const onLine = { lineId: null, effectiveOn, reason: null };
  const commands: ContractCommand[] = [];
  // Seats before the commitment: both may rise together.
  if (seatCount != null && seatCount !== shown.seatCount) {
    commands.push({ kind: 'adjustSeats', quantity: seatCount, ...onLine });
  }
  if (committedSeats != null && committedSeats !== shown.committedSeats) {
    commands.push({ kind: 'changeCommitment', committedQuantity: committedSeats, ...onLine });
  }
  if (seatPrice != null && !isSameDecimal(seatPrice, shown.seatPrice)) {
    commands.push({
      kind: 'reprice',
      price: { model: 'seat_based', unitPrice: seatPrice, intervalMonths: 1 },
      ...onLine,
    });
  }
  return commands.length > 0 && state.lines.length > 1 ? { rejection: severalLines(state) } : commands;
}
