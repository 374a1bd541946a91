import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { feeFault } from '../product/fault.ts';
import { priceFault, priceFaultCode } from '../rating/price.ts';
import type { PriceBookCommandOf } from './commands.ts';
import type { PriceBookEvent } from './events.ts';
import { type PriceBook, versionsOf } from './state.ts';
import { versionOn } from './versions.ts';

/** All versions of all products are one stream that is read whole. */
const VERSIONS_MAX = 5_000;

/**
 * Sets what a product costs from a day on. In an active book the past stands: who asked yesterday what holds was told
 * the truth. Only where no price was in force may one begin on a day gone by.
 */
export function setPrice(command: PriceBookCommandOf<'setPrice'>, state: PriceBook): Decision<PriceBookEvent> {
  const { kind: _, today, productId, ...version } = command;
  const versions = versionsOf(state, productId);
  const there = versions.find(({ validFrom }) => validFrom === version.validFrom);
  if (there !== undefined && isSameJson(there, version)) {
    return accept(); // it is so already
  }
  const fault = versionFault(command, state);
  if (fault !== undefined) {
    return fault;
  }
  const inForce = state.status === 'active' ? versionOn(versions, today) : undefined;
  const isPast = there === undefined ? version.validFrom < today : version.validFrom <= today;
  if (inForce !== undefined && isPast) {
    return reject(
      'PRICE_IN_FORCE',
      `${state.name} has a price for this product in force since ${inForce.validFrom}; what was in force stays. Set the new price from a later day on.`,
      {
        validFrom: `must be ${there === undefined ? today : `after ${today}`}${there === undefined ? ' or later' : ''}`,
      },
    );
  }
  return accept({ type: 'PriceSet', data: { productId, ...version } });
}

function versionFault(
  { price, setupFee }: PriceBookCommandOf<'setPrice'>,
  state: PriceBook,
): Decision<never> | undefined {
  const fault = priceFault(price);
  if (fault !== undefined) {
    return reject(priceFaultCode(price), `The price cannot be used: ${fault}.`, { price: fault });
  }
  const fee = setupFee === null ? undefined : feeFault(setupFee, state.currency);
  if (fee !== undefined) {
    return reject('PRICE_INVALID', `The setup fee cannot be used: it ${fee}.`, { setupFee: fee });
  }
  const count = [...state.prices.values()].reduce((sum, versions) => sum + versions.length, 0);
  return count >= VERSIONS_MAX
    ? reject('PRICE_BOOK_FULL', `${state.name} has ${count} prices, as many as one book holds; add another book.`)
    : undefined;
}

/** Takes back a version that has not begun. */
export function withdrawPrice(
  { productId, validFrom, today }: PriceBookCommandOf<'withdrawPrice'>,
  state: PriceBook,
): Decision<PriceBookEvent> {
  if (!versionsOf(state, productId).some((version) => version.validFrom === validFrom)) {
    return reject('PRICE_NOT_FOUND', `${state.name} has no price for this product from ${validFrom} on.`, {
      validFrom: 'is the first day of no price',
    });
  }
  return state.status === 'active' && validFrom <= today
    ? reject(
        'PRICE_IN_FORCE',
        `The price has been in force since ${validFrom}; set another one from ${today} on instead.`,
        { validFrom: `must be after ${today}` },
      )
    : accept({ type: 'PriceWithdrawn', data: { productId, validFrom, withdrawnOn: today } });
}
