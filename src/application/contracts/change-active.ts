import { normalPaymentTerms } from '../../domain/account/terms.ts';
import type { ContractCommand, ContractDetails } from '../../domain/contract/commands.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import { type CivilDate, later } from '../../domain/kernel/calendar.ts';
import { changedFields, isSameJson } from '../../domain/kernel/changed-fields.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { changedSeats } from './change-active-seats.ts';
import { changedTerm, statusFault } from './change-active-term.ts';
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
  const fault = fixedTermsFault(state, changes) ?? statusFault(state, changes, today);
  if (fault !== undefined) {
    return { rejection: fault };
  }
  const seats = changedSeats(state, changes, later(today, state.serviceStart));
  return 'rejection' in seats
    ? seats
    : [...seats, ...changedDetails(state, changes), ...changedTerm(state, changes, today)];
}

function changedDetails({ terms }: BindingContract, { terms: wanted }: ContractChanges): ContractCommand[] {
  const mentioned = Object.fromEntries(
    DETAILS.filter((key) => wanted[key] !== undefined).map((key) => [key, wanted[key]]),
  );
  const changed = changedFields<ContractDetails>(mentioned, terms);
  const isPaymentTouched = changed.paymentTerms !== undefined || changed.paymentTermsDays !== undefined;
  const details = isPaymentTouched
    ? changedFields<ContractDetails>({ ...changed, ...normalPaymentTerms({ ...terms, ...changed }) }, terms)
    : changed;
  return Object.keys(details).length === 0 ? [] : [{ kind: 'changeDetails', details }];
}

/** Account, start, currency and billing rhythm decide about charges: fixed once the contract binds. */
function fixedTermsFault(state: BindingContract, changes: ContractChanges): Rejection | undefined {
  const others: Partial<ContractTerms> = { ...changes.terms };
  for (const key of [...DETAILS, 'endDate'] as const) {
    delete others[key];
  }
  if (changes.status === 'renewed') {
    delete others.contractValue; // that of the new term
  }
  const fixed = Object.keys(changedFields(others, state.terms, ['contractValue']));
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
