import { paymentTermsFault } from '../account/terms.ts';
import { addDays } from '../kernel/calendar.ts';
import { changedFields, isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { decimal, ZERO } from '../kernel/decimal.ts';
import { type Discount, discountFault } from '../rating/discount.ts';
import { priceFault, priceFaultCode } from '../rating/price.ts';
import { upliftFault } from '../rating/uplift.ts';
import { approvalFault } from './approve.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent, DraftLine } from './events.ts';
import { seatLimitFault } from './seat-limits.ts';
import type { ContractState, DraftContract } from './state.ts';
import type { ContractTerms } from './terms.ts';

const HUNDRED = decimal('100');
const LOWEST = decimal('-100');

export function draft(command: CommandOf<'draft'>, state: ContractState): Decision<ContractEvent> {
  if (state.status !== 'none') {
    return reject('CONTRACT_EXISTS', `Contract ${state.contractNumber} exists already.`);
  }
  const fault = termsFault(command.terms) ?? linesFault(command.lines, command.terms);
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
  const fault =
    termsFault({ ...state.terms, ...changed }) ?? linesFault(lines ?? state.lines, { ...state.terms, ...changed });
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
  const fault = approvalFault(state, command.approvals) ?? linesFault(command.lines, state.terms);
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
  if (addDays(terms.startDate, terms.trialDays) > terms.endDate) {
    return reject(
      'TRIAL_TOO_LONG',
      `A trial of ${terms.trialDays} days leaves no day of service between ${terms.startDate} and ${terms.endDate}.`,
      { trialDays: `must end before ${terms.endDate}` },
    );
  }
  return paymentTermsFault(terms) ?? pricingTermsFault(terms) ?? discountsFault(terms.discounts, '');
}

function pricingTermsFault({
  uplift,
  minimumCommitment,
  policies,
  renewalPrice,
}: ContractTerms): Decision<never> | undefined {
  const fault = uplift === null ? undefined : upliftFault(uplift);
  if (fault !== undefined) {
    return reject('UPLIFT_INVALID', `The uplift cannot be used: ${fault}.`, { uplift: fault });
  }
  if (minimumCommitment !== null && decimal(minimumCommitment.amount).lte(ZERO)) {
    return reject('MINIMUM_COMMITMENT_INVALID', 'A minimum commitment is an amount above 0; leave it out for none.', {
      'minimumCommitment.amount': 'must be above 0',
    });
  }
  if (renewalPrice.kind === 'percent' && decimal(renewalPrice.percent).lte(LOWEST)) {
    return reject('RENEWAL_PRICE_INVALID', 'The price of a new term changes by a percentage above -100.', {
      'renewalPrice.percent': 'must be above -100',
    });
  }
  const { earlyEndFee } = policies;
  const share = earlyEndFee.kind === 'percent' ? decimal(earlyEndFee.percent) : null;
  const amount = earlyEndFee.kind === 'amount' ? decimal(earlyEndFee.amount) : null;
  return share?.lt(ZERO) === true || share?.gt(HUNDRED) === true || amount?.lt(ZERO) === true
    ? reject(
        'EARLY_END_FEE_INVALID',
        'The fee of an early end is a percentage from 0 to 100, or an amount of 0 or more.',
        {
          'policies.earlyEndFee': 'must be a percentage from 0 to 100, or an amount of 0 or more',
        },
      )
    : undefined;
}

function discountsFault(discounts: readonly Discount[], field: string): Decision<never> | undefined {
  for (const [index, discount] of discounts.entries()) {
    const fault = discountFault(discount);
    if (fault !== undefined) {
      return reject('DISCOUNT_INVALID', `A discount cannot be used: ${fault.field} ${fault.text}.`, {
        [`${field}discounts.${index}.${fault.field}`]: fault.text,
      });
    }
  }
  const ids = new Set(discounts.map(({ discountId }) => discountId));
  return ids.size === discounts.length ? undefined : reject('DISCOUNT_DUPLICATE', 'Two discounts have the same id.');
}

/** What does not fit together in lines that are to be sold, naming the line. */
export function linesFault(lines: readonly DraftLine[], terms: ContractTerms): Decision<never> | undefined {
  const ids = new Set(lines.map((line) => line.lineId));
  if (ids.size !== lines.length) {
    return reject('CONTRACT_LINE_DUPLICATE', 'Two lines have the same id.');
  }
  for (const [index, line] of lines.entries()) {
    const field = `lines.${index}.`;
    const fault =
      lineDatesFault(line, terms, field) ??
      seatsFault(line, index, field) ??
      linePriceFault(line, index, field) ??
      discountsFault(line.discounts, field);
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}

function lineDatesFault(line: DraftLine, terms: ContractTerms, field: string): Decision<never> | undefined {
  const first = line.startDate ?? terms.startDate;
  const last = line.endDate ?? terms.endDate;
  if (first < terms.startDate || last > terms.endDate || last < first) {
    return reject(
      'CONTRACT_LINE_DATES',
      `${line.description} runs from ${first} to ${last}; a line stays within its contract, ${terms.startDate} to ${terms.endDate}.`,
      {
        [`${field}${first < terms.startDate ? 'startDate' : 'endDate'}`]: `must be from ${terms.startDate} to ${terms.endDate}`,
      },
    );
  }
  const outside = line.ramp.findIndex(({ effectiveOn }) => effectiveOn <= first || effectiveOn > last);
  return outside < 0
    ? undefined
    : reject(
        'RAMP_OUTSIDE_LINE',
        `Step ${outside + 1} of the ramp of ${line.description} is not after ${first} and within ${last}.`,
        {
          [`${field}ramp.${outside}.effectiveOn`]: `must be after ${first} and not after ${last}`,
        },
      );
}

function seatsFault(line: DraftLine, index: number, field: string): Decision<never> | undefined {
  const steps = line.ramp.flatMap(({ quantity }) => (quantity === null ? [] : [quantity]));
  for (const quantity of [line.quantity, ...steps]) {
    if (quantity < line.committedQuantity) {
      return reject(
        'SEATS_BELOW_COMMITMENT',
        `Line ${index + 1} has ${quantity} seats, fewer than the ${line.committedQuantity} committed.`,
        { [`${field}quantity`]: `must be ${line.committedQuantity} or more` },
      );
    }
    const limit = seatLimitFault(quantity, line.seatLimits);
    if (limit !== undefined) {
      return reject('SEATS_OUTSIDE_LIMITS', `Line ${index + 1} cannot have ${quantity} seats: the number ${limit}.`, {
        [`${field}quantity`]: limit,
      });
    }
  }
  return undefined;
}

function linePriceFault(line: DraftLine, index: number, field: string): Decision<never> | undefined {
  const prices = [line.price, ...line.ramp.map(({ price }) => price)];
  const unusable = prices.find((price) => price !== null && priceFault(price) !== undefined) ?? null;
  const fault = unusable === null ? undefined : priceFault(unusable);
  if (unusable !== null && fault !== undefined) {
    return reject(priceFaultCode(unusable), `The price of line ${index + 1} cannot be used: ${fault}.`, {
      [`${field}price`]: fault,
    });
  }
  if (line.setupFee !== null && decimal(line.setupFee).lt(ZERO)) {
    return reject('PRICE_INVALID', `The setup fee of line ${index + 1} is negative.`, {
      [`${field}setupFee`]: 'must be 0 or more',
    });
  }
  return line.tierGroup !== null && prices.some((price) => price !== null && price.model !== 'volume_tiered')
    ? reject(
        'TIER_GROUP_INVALID',
        `Line ${index + 1} is in the tier group ${line.tierGroup}; only volume tiers are looked up together.`,
        {
          [`${field}tierGroup`]: 'needs a price in volume tiers',
        },
      )
    : undefined;
}
