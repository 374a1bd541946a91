import type { ContractCommand } from '../../domain/contract/commands.ts';
import type { RenewedLine } from '../../domain/contract/events.ts';
import { intervalMonthsOf } from '../../domain/contract/term.ts';
import { addDays, type CivilDate, later } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { ContractLineId, DiscountId, TenantId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import type { Amendment } from './amendment.ts';
import { intervalMissing, openAccount } from './contract-terms.ts';
import { discountOf } from './discount-input.ts';
import { type Contract, type ContractDeps, todayOf } from './existing-contract.ts';
import { lineOf } from './priced-lines.ts';
import { renewalLines } from './renewal-lines.ts';
import { shareCommand, stopSharingCommand } from './share-contract.ts';

/** The command that an amendment means for a contract today. */
export async function commandOf(
  deps: ContractDeps,
  state: Contract,
  amendment: Amendment,
  { tenantId, commandId }: Pick<Provenance, 'tenantId' | 'commandId'>,
): Promise<ContractCommand | { readonly rejection: Rejection }> {
  const today = await todayOf(deps, tenantId, state.sellerId);
  switch (amendment.kind) {
    case 'adjustSeats':
    case 'reprice':
    case 'changeCommitment':
    case 'endDiscount':
    case 'removeLine':
    case 'pause':
    case 'resume':
      return { ...amendment, effectiveOn: amendment.effectiveOn ?? firstDay(state, today) };
    case 'grantDiscount': {
      const discountId = derivedId(commandId, 'discount', state.contractId) as DiscountId; // a fresh UUID of ours
      const discount = discountOf(amendment.discount, discountId, state.terms.billingIntervalMonths);
      return { ...amendment, discount, effectiveOn: amendment.effectiveOn ?? firstDay(state, today) };
    }
    case 'addLine': {
      const effectiveOn = amendment.effectiveOn ?? amendment.line.startDate ?? firstDay(state, today);
      const seller = { tenantId, sellerId: state.sellerId };
      const lineId = addedLineId(commandId, state);
      const line = await lineOf(deps.eventStore, seller, amendment.line, lineId, state.terms, effectiveOn);
      return 'rejection' in line ? line : { ...amendment, line, effectiveOn };
    }
    case 'changeSchedule': {
      const months = intervalMonthsOf(amendment.billingFrequency, amendment.billingIntervalMonths);
      return months === undefined
        ? intervalMissing()
        : {
            ...amendment,
            billingIntervalMonths: months,
            billingInAdvance: amendment.billingInAdvance ?? state.terms.billingInAdvance,
            effectiveOn: amendment.effectiveOn ?? firstDay(state, today),
          };
    }
    case 'share': {
      const account = await openAccount(deps.eventStore, tenantId, amendment.accountId, 'accountId');
      return 'rejection' in account ? account : shareCommand(state, amendment, firstDay(state, today));
    }
    case 'stopSharing':
      return stopSharingCommand(state, amendment, firstDay(state, today));
    case 'extendTerm':
      return amendment;
    case 'renew':
      return {
        ...amendment,
        lines: await linesOf(deps, state, amendment, tenantId),
        renewedOn: today,
        isAutomatic: false,
      };
    case 'declineRenewal':
      return { ...amendment, declinedOn: today };
    case 'withdrawChange':
      return { ...amendment, withdrawnOn: today };
    case 'cancel': {
      const { atTermEnd, ...rest } = amendment;
      const lastServiceDay = amendment.lastServiceDay ?? (atTermEnd ? null : lastDayToday(state, today));
      return { ...rest, cancelledOn: today, lastServiceDay };
    }
  }
}

function linesOf(
  { eventStore }: ContractDeps,
  state: Contract,
  { lines, effectiveOn }: Extract<Amendment, { kind: 'renew' }>,
  tenantId: TenantId,
): Promise<readonly RenewedLine[]> | readonly RenewedLine[] {
  return state.status === 'active'
    ? renewalLines(eventStore, tenantId, state, lines, effectiveOn ?? state.serviceEnd)
    : lines; // refused when it is decided
}

function addedLineId(commandId: string, { contractId }: Contract): ContractLineId {
  return derivedId(commandId, 'line', contractId) as ContractLineId; // a fresh UUID of ours
}

function firstDay({ terms }: Contract, today: CivilDate): CivilDate {
  return later(today, addDays(terms.startDate, terms.trialDays));
}

/** The last day of service of a contract that is cancelled today. */
export function lastDayToday({ terms }: Contract, today: CivilDate): CivilDate {
  const serviceStart = addDays(terms.startDate, terms.trialDays);
  return today < serviceStart ? addDays(serviceStart, -1) : today;
}
