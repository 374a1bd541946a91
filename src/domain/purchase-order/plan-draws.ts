import type { OrderPolicy } from '../account/order-policy.ts';
import type { CivilDate } from '../kernel/calendar.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';
import type { ContractId, InvoiceId, PurchaseOrderId } from '../kernel/ids.ts';
import { exactAmount } from '../kernel/money.ts';
import { drawable, unfit } from './draw.ts';
import type { PurchaseOrder } from './state.ts';

/** A document that is to stand on orders, as far as these need to know it. */
export interface Demand {
  readonly invoiceId: InvoiceId;
  readonly contractIds: readonly ContractId[];
  /** As the contracts name it. */
  readonly purchaseOrderNumber: string | null;
  readonly currency: string;
  readonly net: DecimalString;
  readonly on: CivilDate;
}

export interface PlannedDraw {
  readonly orderId: PurchaseOrderId;
  readonly amount: DecimalString;
  readonly tolerancePercent: DecimalString | null;
}

export type DrawPlan =
  | { readonly outcome: 'draw'; readonly draws: readonly PlannedDraw[] }
  | { readonly outcome: 'not_needed' }
  | { readonly outcome: 'hold'; readonly code: string; readonly message: string };

/**
 * Which orders a document takes its net from: the one that its contracts name; where they name none, one that names the
 * contracts before one for the whole account, and of those the one that ends first. `orders` are of its seller, buyer and
 * currency. Pure: whoever draws decides again on each order.
 */
export function planDraws(orders: readonly PurchaseOrder[], demand: Demand, policy: OrderPolicy): DrawPlan {
  const number = demand.purchaseOrderNumber;
  if (decimal(demand.net).lte(ZERO)) {
    return { outcome: 'not_needed' };
  }
  if (number !== null) {
    return planNamed(orders, demand, number, policy);
  }
  if (!policy.requiresPurchaseOrder) {
    return { outcome: 'not_needed' };
  }
  const fitting = inTurn(
    orders.filter((order) => unfit(order, demand) === undefined),
    demand,
  );
  return fitting.length === 0
    ? hold(
        'PURCHASE_ORDER_REQUIRED',
        `The account requires a purchase order, and none in ${demand.currency} is open, valid on ${demand.on} and for these contracts; register one or extend one.`,
      )
    : takeFrom(fitting, demand, policy);
}

/** A number that is no order of ours is printed as it is, unless the account wants more than a number. */
function planNamed(orders: readonly PurchaseOrder[], demand: Demand, number: string, policy: OrderPolicy): DrawPlan {
  const known = orders.filter((each) => each.orderNumber === number && (each.wasOpen || policy.requiresPurchaseOrder));
  const named = known.find(({ status }) => status === 'open') ?? known.at(0);
  if (named === undefined) {
    return policy.requiresPurchaseOrder
      ? hold(
          'PURCHASE_ORDER_NOT_REGISTERED',
          `The account requires a purchase order, and ${number}, which the contract names, is not registered in ${demand.currency}; register it.`,
        )
      : { outcome: 'not_needed' };
  }
  const text = unfit(named, demand);
  if (text !== undefined) {
    return hold('PURCHASE_ORDER_UNFIT', `Order ${number} ${text}.`);
  }
  const others = policy.shortfall.kind === 'split' ? orders.filter((each) => each !== named) : [];
  const next = inTurn(
    others.filter((each) => unfit(each, demand) === undefined),
    demand,
  );
  return takeFrom([named, ...next], demand, policy);
}

/** What the document has drawn already comes first, so that whoever repeats this plans the same. */
function inTurn(orders: readonly PurchaseOrder[], { invoiceId }: Demand): PurchaseOrder[] {
  const keyOf = (order: PurchaseOrder) =>
    [
      order.draws.has(invoiceId) ? 0 : 1,
      order.contractIds.length > 0 ? 0 : 1,
      order.validUntil ?? '9999-12-31',
      order.orderNumber,
    ].join(' ');
  return orders
    .map((order) => ({ order, key: keyOf(order) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ order }) => order);
}

function takeFrom(orders: readonly PurchaseOrder[], demand: Demand, { shortfall }: OrderPolicy): DrawPlan {
  const { invoiceId } = demand;
  const net = decimal(demand.net);
  const tolerances = shortfall.kind === 'tolerance' ? [null, shortfall.percent] : [null];
  for (const tolerancePercent of tolerances) {
    const whole = orders.find((order) => drawable(order, invoiceId, tolerancePercent).gte(net));
    if (whole !== undefined && (shortfall.kind !== 'split' || whole === orders[0])) {
      const amount = exactAmount(net, demand.currency);
      return { outcome: 'draw', draws: [{ orderId: whole.orderId, amount, tolerancePercent }] };
    }
  }
  return shortfall.kind === 'split' ? split(orders, demand, net) : exhausted(orders, demand);
}

/** What there is of each in turn, until the whole is drawn. */
function split(orders: readonly PurchaseOrder[], demand: Demand, net: Decimal): DrawPlan {
  const draws: PlannedDraw[] = [];
  let missing = net;
  for (const order of orders) {
    const there = drawable(order, demand.invoiceId, null);
    const part = there.lt(missing) ? there : missing;
    if (part.gt(ZERO)) {
      draws.push({ orderId: order.orderId, amount: exactAmount(part, demand.currency), tolerancePercent: null });
      missing = missing.minus(part);
    }
  }
  return missing.gt(ZERO) ? exhausted(orders, demand) : { outcome: 'draw', draws };
}

function exhausted(orders: readonly PurchaseOrder[], { invoiceId, net, currency }: Demand): DrawPlan {
  const left = orders.map((order) => {
    const there = drawable(order, invoiceId, null);
    return `order ${order.orderNumber} ${exactAmount(there.gt(ZERO) ? there : ZERO, currency)}`;
  });
  return hold(
    'PURCHASE_ORDER_EXHAUSTED',
    `The document comes to ${net} ${currency} net, and there is left of ${left.join(', of ')}; top one up or register another one.`,
  );
}

function hold(code: string, message: string): DrawPlan {
  return { outcome: 'hold', code, message };
}
