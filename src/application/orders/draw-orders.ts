import { type OrderPolicy, orderPolicyOn } from '../../domain/account/order-policy.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import { decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId, PurchaseOrderId, SellerId } from '../../domain/kernel/ids.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import { type PlannedDraw, planDraws } from '../../domain/purchase-order/plan-draws.ts';
import type { PurchaseOrder } from '../../domain/purchase-order/state.ts';
import type { Loaded, Provenance } from '../ports/event-store.ts';
import type { FoundOrder } from '../ports/order-finders.ts';
import type { OrderDeps } from './order-deps.ts';
import { drawOnOrder, loadOrder } from './order-stream.ts';

/** A document that is to stand on orders. */
export interface OrderDemand {
  readonly invoiceId: InvoiceId;
  readonly sellerId: SellerId;
  /** The buyer. */
  readonly accountId: AccountId;
  readonly contractIds: readonly ContractId[];
  /** As the contracts name it. */
  readonly purchaseOrderNumber: string | null;
  readonly currency: string;
  /** The document's subtotal. */
  readonly net: DecimalString;
  /** The issue date. */
  readonly on: CivilDate;
}

export interface OrderDraw {
  readonly orderId: PurchaseOrderId;
  readonly orderNumber: string;
  readonly amount: DecimalString;
}

export type DrawnOrders =
  | { readonly outcome: 'drawn'; readonly draws: readonly OrderDraw[] }
  | { readonly outcome: 'not_needed' }
  | { readonly outcome: 'hold'; readonly code: string; readonly message: string };

/** Plans in a row that others overtook: each one means that somebody else has just drawn. */
const OVERTAKEN_MAX = 50;

/**
 * Draws a document's net. Asked again for the same document it finds what was drawn, and makes it anew where amount, day or
 * orders have changed since. On hold nothing stays drawn.
 */
export async function drawOrders(deps: OrderDeps, demand: OrderDemand, provenance: Provenance): Promise<DrawnOrders> {
  const policy = orderPolicyOn(await deps.account(demand.accountId), demand.on);
  if (demand.purchaseOrderNumber === null && !policy.requiresPurchaseOrder) {
    return { outcome: 'not_needed' };
  }
  const found = await deps.ordersFor(provenance.tenantId, demand.accountId, demand.currency);
  const planned = () => drawAsPlanned(deps, demand, policy, found, provenance);
  return deps.inTurn(`${demand.accountId} ${demand.currency}`, planned);
}

async function drawAsPlanned(
  deps: OrderDeps,
  demand: OrderDemand,
  policy: OrderPolicy,
  found: readonly FoundOrder[],
  provenance: Provenance,
): Promise<DrawnOrders> {
  for (let overtaken = 0; overtaken <= OVERTAKEN_MAX; overtaken += 1) {
    const orders = await ordersOf(deps, demand, found, provenance);
    const { isFinal, draws } = drawsOf(orders, demand.invoiceId);
    if (isFinal) {
      return { outcome: 'drawn', draws };
    }
    const states = orders.map(({ state }) => state);
    const plan = planDraws(states, demand, policy);
    const wanted = plan.outcome === 'draw' ? plan.draws : [];
    await releaseOthers(deps, demand, orders, wanted, provenance);
    if (plan.outcome !== 'draw') {
      return plan;
    }
    const drawn = await drawAll(deps, demand, orders, wanted, provenance);
    if (drawn !== undefined) {
      return { outcome: 'drawn', draws: drawn };
    }
  }
  throw new Error(`Document ${demand.invoiceId} was overtaken ${OVERTAKEN_MAX} times on the orders of its buyer`);
}

/** The orders to choose from, and any on which the document may have drawn before. */
async function ordersOf(
  { eventStore }: OrderDeps,
  { sellerId, purchaseOrderNumber }: OrderDemand,
  found: readonly FoundOrder[],
  provenance: Provenance,
): Promise<Loaded<PurchaseOrder>[]> {
  const looked = found.filter(
    ({ isClosed, hasOpenDraws, orderNumber }) => !isClosed || hasOpenDraws || orderNumber === purchaseOrderNumber,
  );
  const loaded = await Promise.all(looked.map(({ orderId }) => loadOrder(eventStore, provenance, orderId)));
  return loaded.flatMap((each) => (each?.state.sellerId === sellerId ? [each] : []));
}

function drawsOf(
  orders: readonly Loaded<PurchaseOrder>[],
  invoiceId: InvoiceId,
): { readonly isFinal: boolean; readonly draws: readonly OrderDraw[] } {
  const draws = orders.flatMap(({ state: { orderId, orderNumber, draws } }) => {
    const draw = draws.get(invoiceId);
    return draw === undefined ? [] : [{ orderId, orderNumber, amount: draw.amount, isConfirmed: draw.isConfirmed }];
  });
  return {
    isFinal: draws.some(({ isConfirmed }) => isConfirmed),
    draws: draws.map(({ isConfirmed: _, ...draw }) => draw),
  };
}

/** What an earlier attempt has drawn and this one does not want. */
async function releaseOthers(
  { eventStore }: OrderDeps,
  { invoiceId }: OrderDemand,
  orders: readonly Loaded<PurchaseOrder>[],
  wanted: readonly PlannedDraw[],
  provenance: Provenance,
): Promise<void> {
  for (const { state } of orders) {
    if (state.draws.has(invoiceId) && !wanted.some(({ orderId }) => orderId === state.orderId)) {
      const reason = 'The document is held, or stands on another order.';
      await drawOnOrder(eventStore, state.orderId, { kind: 'releaseDraw', invoiceId, reason }, provenance);
    }
  }
}

/** Undefined when an order refused: somebody else has drawn on it, and it is to be planned again. */
async function drawAll(
  { eventStore }: OrderDeps,
  { invoiceId, contractIds, on }: OrderDemand,
  orders: readonly Loaded<PurchaseOrder>[],
  wanted: readonly PlannedDraw[],
  provenance: Provenance,
): Promise<OrderDraw[] | undefined> {
  const draws: OrderDraw[] = [];
  for (const { orderId, amount, tolerancePercent } of wanted) {
    const known = orders.find(({ state }) => state.orderId === orderId);
    const command = { kind: 'draw', invoiceId, contractIds, amount, on, tolerancePercent } as const;
    const outcome = await drawOnOrder(eventStore, orderId, command, provenance, known);
    if (outcome.outcome === 'rejected') {
      return undefined;
    }
    draws.push({ orderId, orderNumber: outcome.state.orderNumber, amount });
  }
  return draws;
}

/** The document is final: what it has drawn stays drawn. */
export async function confirmDraws(
  { eventStore }: Pick<OrderDeps, 'eventStore'>,
  invoiceId: InvoiceId,
  draws: readonly OrderDraw[],
  provenance: Provenance,
): Promise<void> {
  for (const { orderId } of draws) {
    const outcome = await drawOnOrder(eventStore, orderId, { kind: 'confirmDraw', invoiceId }, provenance);
    if (outcome.outcome === 'rejected') {
      throw new Error(`The draw of document ${invoiceId} was not confirmed: ${outcome.rejection.message}`);
    }
  }
}

/** The document was discarded, held or made void: it owns nothing of any order. */
export async function releaseDraws(
  { eventStore }: Pick<OrderDeps, 'eventStore'>,
  invoiceId: InvoiceId,
  draws: readonly Pick<OrderDraw, 'orderId'>[],
  reason: string,
  provenance: Provenance,
): Promise<void> {
  for (const { orderId } of draws) {
    await drawOnOrder(eventStore, orderId, { kind: 'releaseDraw', invoiceId, reason }, provenance);
  }
}

export interface GiveBack {
  readonly invoiceId: InvoiceId;
  readonly creditNoteId: InvoiceId;
  /** What the credit note takes back of that document. */
  readonly net: DecimalString;
  /** Of that document. */
  readonly draws: readonly Pick<OrderDraw, 'orderId'>[];
}

/** A credit note is final: what it takes back is there again, the last draw first, and never more than was drawn. */
export async function giveBackOnOrders(
  { eventStore }: Pick<OrderDeps, 'eventStore'>,
  { invoiceId, creditNoteId, net, draws }: GiveBack,
  provenance: Provenance,
): Promise<void> {
  let left = decimal(net);
  for (const { orderId } of [...draws].reverse()) {
    if (left.lte(ZERO)) {
      return;
    }
    const loaded = await loadOrder(eventStore, provenance, orderId);
    if (loaded === undefined) {
      throw new Error(`Document ${invoiceId} has drawn on order ${orderId}, which does not exist`);
    }
    const amount = exactAmount(left, loaded.state.currency);
    const command = { kind: 'giveBack', invoiceId, creditNoteId, amount } as const;
    const outcome = await drawOnOrder(eventStore, orderId, command, provenance, loaded);
    if (outcome.outcome === 'rejected') {
      throw new Error(`Credit note ${creditNoteId} gave nothing back: ${outcome.rejection.message}`);
    }
    left = left.minus(decimal(outcome.state.draws.get(invoiceId)?.givenBack.get(creditNoteId) ?? '0'));
  }
}
