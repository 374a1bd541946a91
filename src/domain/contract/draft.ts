import { paymentTermsFault } from '../account/terms.ts';
import { changedFields, isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { decimal, ZERO } from '../kernel/decimal.ts';
import type { PriceTerms } from '../rating/price.ts';
import { rateFor } from '../rating/rate.ts';
import { tierFault } from '../rating/volume-tiers.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent, DraftLine } from './events.ts';
import type { ContractState, ContractTerms, DraftContract } from './state.ts';

export function draft(command: CommandOf<'draft'>, state: ContractState): Decision<ContractEvent> {
  if (state.status !== 'none') {
    return reject('CONTRACT_EXISTS', `Contract ${state.contractNumber} exists already.`);
  }
  const fault = termsFault(command.terms) ?? linesFault(command.lines);
  if (fault !== undefined) {
    return fault;
  }
  const { contractId, contractNumber, sellerId, terms, lines } = command;
  return accept({
    type: 'ContractDrafted',
    data: { contractId, contractNumber, sellerId, ...terms, lines: [...lines] },
  });
}

export function reviseDraft(command: CommandOf<'reviseDraft'>, state: DraftContract): Decision<ContractEvent> {
  const changed = changedFields(command.terms, state.terms, ['contractValue']);
  const lines = command.lines === undefined || isSameJson(command.lines, state.lines) ? undefined : [...command.lines];
  if (Object.keys(changed).length === 0 && lines === undefined) {
    return accept();
  }
  const fault = termsFault({ ...state.terms, ...changed }) ?? linesFault(lines ?? state.lines);
  if (fault !== undefined) {
    return fault;
  }
  return accept({ type: 'ContractDraftRevised', data: lines === undefined ? changed : { ...changed, lines } });
}

export function activate(command: CommandOf<'activate'>, state: ContractState): Decision<ContractEvent> {
  if (state.status === 'none' || state.status === 'discarded') {
    return reject('CONTRACT_NOT_FOUND', 'There is no such contract.');
  }
  if (state.status !== 'draft') {
    // Asking again for what is already so is no error.
    return state.status === 'active'
      ? accept()
      : reject('CONTRACT_NOT_DRAFT', `Contract ${state.contractNumber} is cancelled; draft a new one.`);
  }
  const fault = linesFault(command.lines);
  if (fault !== undefined) {
    return fault;
  }
  const { activatedOn, lines, rounding } = command;
  return accept({ type: 'ContractActivated', data: { activatedOn, lines: [...lines], rounding, ratingVersion: 1 } });
}

export function discardDraft(command: CommandOf<'discardDraft'>, _state: DraftContract): Decision<ContractEvent> {
  return accept({ type: 'ContractDraftDiscarded', data: { reason: command.reason } });
}

function termsFault(terms: ContractTerms): Decision<never> | undefined {
  if (terms.endDate < terms.startDate) {
    return reject(
      'CONTRACT_END_BEFORE_START',
      `The contract would end on ${terms.endDate}, before it starts on ${terms.startDate}; endDate is its last day.`,
      { endDate: `must be ${terms.startDate} or later` },
    );
  }
  return paymentTermsFault(terms);
}

function linesFault(lines: readonly DraftLine[]): Decision<never> | undefined {
  const ids = new Set(lines.map((line) => line.lineId));
  if (ids.size !== lines.length) {
    return reject('CONTRACT_LINE_DUPLICATE', 'Two lines have the same id.');
  }
  for (const [index, line] of lines.entries()) {
    const field = `lines.${index}`;
    if (line.quantity < line.committedQuantity) {
      return reject(
        'SEATS_BELOW_COMMITMENT',
        `Line ${index + 1} has ${line.quantity} seats, fewer than the ${line.committedQuantity} committed.`,
        { [`${field}.quantity`]: `must be ${line.committedQuantity} or more` },
      );
    }
    const fault = line.price === null ? undefined : priceFault(line.price, line.quantity);
    if (fault !== undefined) {
      return reject('PRICE_INVALID', `The price of line ${index + 1} cannot be used: ${fault}.`, {
        [`${field}.price`]: fault,
      });
    }
  }
  return undefined;
}

/** What is wrong with price terms, as a clause, or undefined. */
export function priceFault(price: PriceTerms, quantity: number): string | undefined {
  switch (price.model) {
    case 'seat_based':
      return decimal(price.unitPrice).lt(ZERO) ? 'a price is never negative' : undefined;
    case 'flat_fee':
      return decimal(price.price).lt(ZERO) ? 'a price is never negative' : undefined;
    case 'volume_tiered': {
      const isNegative = price.tiers.some((tier) => decimal(tier.unitPrice).lt(ZERO));
      const noRate = rateFor(price, quantity) === undefined ? `no tier prices ${quantity} units` : undefined;
      return tierFault(price.tiers) ?? (isNegative ? 'a price is never negative' : noRate);
    }
    default:
      return unreachable(price);
  }
}
