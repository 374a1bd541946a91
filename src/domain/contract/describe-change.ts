import { unreachable } from '../kernel/decider.ts';
import type { ContractLineId } from '../kernel/ids.ts';
import type { Discount } from '../rating/discount.ts';
import type { PriceTerms } from '../rating/price.ts';
import type { AmendmentEvent } from './agreement.ts';
import type { BindingContract } from './state.ts';

const SPLIT_TEXT = { allocation: 'by seats', percentage: 'by percentage', equally: 'equally' } as const;

/** A change in a sentence that finance and the customer understand. */
export function describeChange(event: AmendmentEvent, contract: BindingContract): string {
  const line = (lineId: ContractLineId) =>
    contract.lines.find((candidate) => candidate.lineId === lineId)?.description ?? `line ${lineId}`;
  switch (event.type) {
    case 'SeatsAdjusted':
      return `${line(event.data.lineId)}: ${event.data.to} seats instead of ${event.data.from}`;
    case 'LineRepriced':
      return `${line(event.data.lineId)}: price ${priceText(event.data.price)}`;
    case 'CommitmentChanged':
      return `${line(event.data.lineId)}: ${event.data.to} seats committed instead of ${event.data.from}`;
    case 'DiscountGranted':
      return `${event.data.lineId === null ? 'Whole contract' : line(event.data.lineId)}: ${discountText(event.data.discount)}`;
    case 'DiscountEnded':
      return `Discount ${event.data.discountId} ends`;
    case 'LineAdded':
      return `${event.data.line.description}: added with ${event.data.line.quantity} seats`;
    case 'LineRemoved':
      return `${line(event.data.lineId)}: removed`;
    case 'TermExtended':
      return `Term extended to ${event.data.endDate}`;
    case 'BillingScheduleChanged': {
      const { billingFrequency, billingIntervalMonths, billingInAdvance } = event.data;
      const often = billingFrequency === 'custom' ? `every ${billingIntervalMonths} months` : billingFrequency;
      return `Billed ${often.replace('_', '-')}, in ${billingInAdvance ? 'advance' : 'arrears'}`;
    }
    case 'ContractPaused':
      return `Service paused (${event.data.effect.replace('_', ' ')})`;
    case 'ContractResumed':
      return `Service resumed; the term ends on ${event.data.endDate}`;
    case 'ContractRenewed':
      return `${event.data.isAutomatic ? 'Renewed by itself' : 'Renewed'} to ${event.data.endDate}`;
    case 'CostSplitAgreed':
      return event.data.split === null
        ? 'The buyer bears all of the cost'
        : `Cost split over ${event.data.split.shares.length} accounts, ${SPLIT_TEXT[event.data.split.method]}`;
    case 'ContractCancelled': {
      const { lastServiceDay, billedThrough, fee } = event.data;
      const credit = billedThrough > lastServiceDay ? `, billed to ${billedThrough}` : '';
      return `Cancelled, last day ${lastServiceDay}${credit}${fee === null ? '' : `, fee ${fee}`}`;
    }
    default:
      return unreachable(event);
  }
}

/** What a price is, in words. */
export function priceText(price: PriceTerms): string {
  const per = price.intervalMonths === 1 ? 'a month' : `per ${price.intervalMonths} months`;
  switch (price.model) {
    case 'seat_based':
      return `${price.unitPrice} a seat, ${per}`;
    case 'flat_fee':
      return `${price.price} in all, ${per}`;
    case 'package':
      return `${price.packagePrice} for each ${price.packageSize} units, ${per}`;
    case 'volume_tiered':
    case 'graduated_tiered':
      return `in ${price.tiers.length} ${price.model === 'volume_tiered' ? 'volume' : 'graduated'} tiers, ${per}`;
    case 'custom':
      return `by a schedule of ${price.steps.length} steps, ${per}`;
    default:
      return unreachable(price);
  }
}

function discountText(discount: Discount): string {
  const what = discount.kind === 'percent' ? `${discount.percent} %` : `${discount.amount}`;
  return `${what} off${discount.description === null ? '' : ` (${discount.description})`}`;
}
