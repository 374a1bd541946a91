import type { ContractCommand } from '../../domain/contract/commands.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import { type CivilDate, lastDay } from '../../domain/kernel/calendar.ts';
import { isSameDecimal } from '../../domain/kernel/changed-fields.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { lastDayToday } from './amendment-command.ts';
import type { ContractChanges } from './contract-changes.ts';

/**
 * What a PATCH says of the term. Renewed: a new term, as long as before unless it has a last day. A later last day alone
 * extends the term; an earlier one is refused when that is decided. Cancelled: today is the last day.
 */
export function changedTerm(
  state: BindingContract,
  { status, terms: { endDate = state.terms.endDate, contractValue } }: ContractChanges,
  today: CivilDate,
): ContractCommand[] {
  if (status === 'renewed' && shownStatus(state, today) !== 'renewed') {
    return [
      {
        kind: 'renew',
        renewedOn: today,
        effectiveOn: null,
        endDate: endDate === state.terms.endDate ? null : endDate,
        contractValue:
          contractValue == null || isSameDecimal(contractValue, state.terms.contractValue) ? null : contractValue,
        isAutomatic: false,
        lines: [],
        reason: null,
      },
    ];
  }
  const commands: ContractCommand[] = [];
  if (endDate !== state.terms.endDate) {
    commands.push({ kind: 'extendTerm', endDate, reason: null });
  }
  if (status === 'cancelled' && state.status !== 'cancelled') {
    const lastServiceDay = lastDayToday(state, today);
    const asAgreed = { creditUnusedDays: null, fee: null } as const;
    commands.push({ kind: 'cancel', cancelledOn: today, lastServiceDay, ...asAgreed, reason: null });
  }
  return commands;
}

/** A form sends back the status that it was shown; another one must be something that can become of the contract. */
export function statusFault(
  state: BindingContract,
  { status }: ContractChanges,
  today: CivilDate,
): Rejection | undefined {
  const shown = shownStatus(state, today);
  const canBecome = {
    renewed: state.status === 'active',
    cancelled: state.status === 'active' && shown !== 'expired',
    draft: false,
    active: false,
    expired: false,
  };
  if (status === undefined || status === state.status || status === shown || canBecome[status]) {
    return undefined;
  }
  const end = lastDay({ start: state.terms.startDate, end: state.serviceEnd });
  return {
    code: 'CONTRACT_STATUS_NOT_SETTABLE',
    message: `Contract ${state.contractNumber} is ${shown}, with ${end} as its last day; it cannot become ${status}.`,
    fields: { status: `cannot become ${status}` },
  };
}

function shownStatus({ status, serviceEnd, agreedTerms }: BindingContract, today: CivilDate) {
  if (status === 'cancelled') {
    return status;
  }
  if (serviceEnd <= today) {
    return 'expired';
  }
  return agreedTerms.length > 1 ? 'renewed' : status;
}
