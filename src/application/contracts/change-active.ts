import { normalPaymentTerms } from '../../domain/account/terms.ts';
import type { ContractCommand, ContractDetails } from '../../domain/contract/commands.ts';
import { seatFiguresOn } from '../../domain/contract/seats.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import { type CivilDate, lastDay, later } from '../../domain/kernel/calendar.ts';
import { changedFields, isSameDecimal, isSameJson } from '../../domain/kernel/changed-fields.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { valueOn } from '../../domain/rating/timeline.ts';
import { lastDayToday } from './amendment-command.ts';
import { severalLines } from './change-draft.ts';
import type { ContractChanges } from './contract-changes.ts';
import type { Contract } from './existing-contract.ts';

const DETAILS = [
  'contractName',
  'purchaseOrderNumber',
  'paymentTerms',
  'paymentTermsDays',
  'autoRenew',
  'renewalNoticeDays',
  'notes',
  'metadata',
] as const satisfies readonly (keyof ContractDetails)[];

type Refused = { readonly rejection: Rejection };

/** The amendments that a PATCH of an active contract means, or why it asks for what does not change any more. */
export function amendments(
  state: Contract,
  changes: ContractChanges,
  today: CivilDate,
): readonly ContractCommand[] | Refused {
  if (state.status === 'draft' || state.status === 'discarded') {
    throw new Error('Drafts are revised, not amended');
  }
  const fault = fixedTermsFault(state, changes, today) ?? statusFault(state, changes, today);
  if (fault !== undefined) {
    return { rejection: fault };
  }
  const effectiveOn = later(today, state.serviceStart);
  const shown = seatFiguresOn(state, effectiveOn);
  const { seatCount = null, seatPrice = null } = changes;
  const commands: ContractCommand[] = [];
  const hasSeatChange =
    (seatCount !== null && seatCount !== shown.seatCount) ||
    (seatPrice !== null && !isSameDecimal(seatPrice, shown.seatPrice));
  if (hasSeatChange && state.lines.length > 1) {
    return { rejection: severalLines(state) };
  }
  if (seatCount !== null && seatCount !== shown.seatCount) {
    commands.push({ kind: 'adjustSeats', lineId: null, effectiveOn, quantity: seatCount, reason: null });
  }
  if (seatPrice !== null && !isSameDecimal(seatPrice, shown.seatPrice)) {
    const price = { model: 'seat_based', unitPrice: seatPrice, intervalMonths: 1 } as const;
    commands.push({ kind: 'reprice', lineId: null, effectiveOn, price, reason: null });
  }
  const details = changedDetails(state, changes.terms);
  if (Object.keys(details).length > 0) {
    commands.push({ kind: 'changeDetails', details });
  }
  if (changes.status === 'cancelled' && state.status !== 'cancelled') {
    const lastServiceDay = lastDayToday(state, today);
    const asAgreed = { creditUnusedDays: null, fee: null } as const;
    commands.push({ kind: 'cancel', cancelledOn: today, lastServiceDay, ...asAgreed, reason: null });
  }
  return commands;
}

function changedDetails({ terms }: BindingContract, wanted: Partial<ContractTerms>): Partial<ContractDetails> {
  const mentioned = Object.fromEntries(
    DETAILS.filter((key) => wanted[key] !== undefined).map((key) => [key, wanted[key]]),
  );
  const changed = changedFields<ContractDetails>(mentioned, terms);
  if (changed.paymentTerms === undefined && changed.paymentTermsDays === undefined) {
    return changed;
  }
  return changedFields<ContractDetails>({ ...changed, ...normalPaymentTerms({ ...terms, ...changed }) }, terms);
}

/** Account, dates, currency and billing rhythm decide about charges: fixed once the contract binds. */
function fixedTermsFault(state: BindingContract, changes: ContractChanges, today: CivilDate): Rejection | undefined {
  const others: Partial<ContractTerms> = { ...changes.terms };
  for (const key of DETAILS) {
    delete others[key];
  }
  const fixed = Object.keys(changedFields(others, state.terms, ['contractValue']));
  const [line] = state.lines;
  const { committedSeats = null } = changes;
  if (
    committedSeats !== null &&
    (state.lines.length > 1 || committedSeats !== (line === undefined ? null : valueOn(line.commitments, today)))
  ) {
    fixed.push('committedSeats');
  }
  if (changes.lines !== undefined) {
    fixed.push('lines');
  }
  if (changes.discounts !== undefined) {
    fixed.push('discounts');
  }
  const wantedPolicies = { ...state.terms.policies, ...changes.policies };
  if (!isSameJson(wantedPolicies, state.terms.policies)) {
    fixed.push('policies');
  }
  return fixed.length === 0
    ? undefined
    : {
        code: 'CONTRACT_TERM_FIXED',
        message:
          `Contract ${state.contractNumber} is ${state.status}: ${fixed.join(', ')} cannot change any more. ` +
          'Amend it by the command for that change (such as adjust-seats, discount or renew), or draft another contract.',
        fields: Object.fromEntries(fixed.map((field) => [field, 'cannot change after activation'])),
      };
}

function statusFault(state: BindingContract, { status }: ContractChanges, today: CivilDate): Rejection | undefined {
  const isExpired = state.status === 'active' && state.serviceEnd <= today;
  const shown = isExpired ? 'expired' : state.status;
  if (status === undefined || status === state.status || status === shown || (status === 'cancelled' && !isExpired)) {
    return undefined;
  }
  const end = lastDay({ start: state.terms.startDate, end: state.serviceEnd });
  return {
    code: 'CONTRACT_STATUS_NOT_SETTABLE',
    message: `Contract ${state.contractNumber} is ${shown}, with ${end} as its last day; it cannot become ${status}.`,
    fields: { status: `cannot become ${status}` },
  };
}
