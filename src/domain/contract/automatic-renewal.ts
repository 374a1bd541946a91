import { addDays, type CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { CommandOf } from './commands.ts';
import { type BindingContract, lastServiceDay } from './state.ts';

/**
 * The day from which the next term binds both without a word from either: the one after the last day of notice. Null
 * where the contract ends with its term, because it does not renew by itself or somebody has said that it shall not.
 */
export function automaticRenewalOn(state: BindingContract): CivilDate | null {
  const ends = !state.terms.autoRenew || state.cancellation !== null || isTakenBack(state);
  return ends || renewalDeclinedOn(state) !== null ? null : addDays(noticeDay(state), 1);
}

/** Why it is too late to say that the contract shall not go on: once the notice is over, both are bound. */
export function noticeFault(state: BindingContract, today: CivilDate): Decision<never> | undefined {
  const bindsOn = automaticRenewalOn(state);
  return bindsOn !== null && bindsOn <= today
    ? reject(
        'RENEWAL_BINDING',
        `The renewal of contract ${state.contractNumber} could be declined until ${noticeDay(state)} and binds since; ` +
          `withdraw it before ${state.serviceEnd} if both agree, or cancel the contract.`,
      )
    : undefined;
}

/** The last day on which somebody can still say that the contract shall not go on. */
function noticeDay(state: BindingContract): CivilDate {
  return addDays(lastServiceDay(state), -(state.terms.renewalNoticeDays ?? 0));
}

/** The day on which somebody said that the contract shall not go on after its last term; null where nobody did. */
export function renewalDeclinedOn({ declinedRenewal, agreedTerms }: BindingContract): CivilDate | null {
  return declinedRenewal?.afterTerm === agreedTerms.length ? declinedRenewal.declinedOn : null;
}

/** Who withdraws an automatic renewal does not want the next sweep to make it again. */
function isTakenBack({ changes, serviceEnd }: BindingContract): boolean {
  return changes.some(
    ({ event, isWithdrawn }) =>
      isWithdrawn &&
      event.type === 'ContractRenewed' &&
      event.data.isAutomatic &&
      event.data.effectiveOn === serviceEnd,
  );
}

/** Why a contract is not renewed by itself for the term from a day on; nothing to do where that day is in a term already. */
export function automaticRenewalFault(
  { renewedOn, effectiveOn }: CommandOf<'renew'>,
  state: BindingContract,
): Decision<never> | undefined {
  const { contractNumber, serviceEnd } = state;
  const bindsOn = automaticRenewalOn(state);
  if (state.cancellation !== null) {
    return undefined; // refused as every renewal is
  }
  if (effectiveOn !== null && effectiveOn < serviceEnd) {
    return accept();
  }
  if (bindsOn === null) {
    const declinedOn = renewalDeclinedOn(state);
    const why =
      declinedOn === null ? 'does not renew by itself' : `was said on ${declinedOn} not to go on after its term`;
    return reject('RENEWAL_NOT_AUTOMATIC', `Contract ${contractNumber} ${why}; agree a renewal instead.`);
  }
  return renewedOn < bindsOn
    ? reject(
        'RENEWAL_NOT_BINDING',
        `Contract ${contractNumber} can be declined until ${noticeDay(state)}; it renews by itself from ${bindsOn} on.`,
      )
    : undefined;
}
