import { orderPolicyOn } from '../../domain/account/order-policy.ts';
import type { ReductionReason } from '../../domain/credit/events.ts';
import { creditedOf } from '../../domain/invoice/credit-weights.ts';
import type { HoldReason } from '../../domain/invoice/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { DraftedInvoice, Secured } from '../../domain/invoice/state.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { PurchaseOrderId, TenantId } from '../../domain/kernel/ids.ts';
import { type CreditDeps, createCreditDeps } from '../credit/credit-deps.ts';
import { creditInForce } from '../credit/limits.ts';
import { reduceCredit, releaseCredit, reserveCredit } from '../credit/reserve-credit.ts';
import { confirmDraws, drawOrders, giveBackOnOrders, type OrderDemand, releaseDraws } from '../orders/draw-orders.ts';
import { createOrderDeps, type OrderDeps } from '../orders/order-deps.ts';
import type { Clock } from '../ports/clock.ts';
import type { CreditFinders } from '../ports/credit-finders.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import type { OrderFinders } from '../ports/order-finders.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import { type Backing, NOTHING_SECURED } from './backing.ts';
import type { Parties } from './parties.ts';

interface Sources {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly finders: CreditFinders & Pick<OrderFinders, 'ordersFor'>;
}

interface Desk {
  readonly orders: OrderDeps;
  readonly credit: CreditDeps;
  readonly eventStore: EventStore;
  /** UTC, ISO 8601. */
  readonly now: string;
}

/** Purchase orders and credit limits as they are. Made for one piece of work: what it has read it does not read again. */
export function ordersAndCredit(
  { eventStore, clock, finders }: Sources,
  tenantId: TenantId,
  parties: Parties,
): Backing {
  const desk: Desk = {
    eventStore,
    now: clock.now(),
    orders: createOrderDeps({ eventStore, finders, account: parties.account }),
    credit: createCreditDeps({ eventStore, finders, account: parties.account }, tenantId),
  };
  return {
    concerns: (draft) => concerns(desk, tenantId, draft),
    secure: (draft, issueDate, provenance) => secure(desk, draft, issueDate, provenance),
    confirm: (invoiceId, { orders }, provenance) => confirmDraws(desk.orders, invoiceId, drawsOf(orders), provenance),
    release: (draft, secured, because, provenance) => release(desk, draft, secured, because, provenance),
    giveBack: (creditNote, provenance) => giveBack(desk, creditNote, provenance),
  };
}

/** Credit notes need nothing behind them: they give back. */
async function concerns({ orders, credit, now }: Desk, tenantId: TenantId, draft: DraftedInvoice): Promise<boolean> {
  if (draft.documentType === 'credit_note') {
    return false;
  }
  const today = civilDateIn('UTC', now);
  const buyer = await orders.account(draft.accountId);
  if (orderPolicyOn(buyer, today).requiresPurchaseOrder) {
    return true;
  }
  const { limits, holds } = await creditInForce(credit.ways, draft.accountId, today);
  if (limits.length > 0 || holds.length > 0) {
    return true;
  }
  const { purchaseOrderNumber, accountId, currency } = draft;
  return purchaseOrderNumber !== null && (await orders.ordersFor(tenantId, accountId, currency)).length > 0;
}

async function secure(
  desk: Desk,
  draft: DraftedInvoice,
  issueDate: CivilDate,
  provenance: Provenance,
): Promise<Secured | HoldReason> {
  if (draft.documentType === 'credit_note') {
    return NOTHING_SECURED;
  }
  const { invoiceId, accountId, currency } = draft;
  const order = orderDemand(draft, issueDate);
  const drawn = await drawOrders(desk.orders, order, step(provenance, 'draw'));
  if (drawn.outcome === 'hold') {
    return { kind: 'order', code: drawn.code, message: drawn.message };
  }
  const draws = drawn.outcome === 'drawn' ? drawn.draws : [];
  const { contractIds } = order;
  const demand = { invoiceId, accountId, currency, gross: draft.total, on: issueDate, contractIds };
  const reserved = await reserveCredit(desk.credit, demand, step(provenance, 'reserve'));
  if (reserved.outcome === 'hold') {
    await releaseDraws(desk.orders, invoiceId, draws, reserved.message, step(provenance, 'undo-draw'));
    return { kind: 'credit', code: reserved.code, message: reserved.message };
  }
  return { orders: [...draws], credit: reserved.outcome === 'reserved' ? [...reserved.uses] : [] };
}

function orderDemand(draft: DraftedInvoice, on: CivilDate): OrderDemand {
  const { invoiceId, sellerId, accountId, purchaseOrderNumber, currency, subtotal: net } = draft;
  const contractIds = draft.members.flatMap((each) => (each.outcome === 'claimed' ? [each.contractId] : []));
  return { invoiceId, sellerId, accountId, contractIds, purchaseOrderNumber, currency, net, on };
}

/** In reverse order. What a worker took before it fell, and no event of the document says, is looked for. */
async function release(
  { orders, credit }: Desk,
  draft: DraftedInvoice,
  secured: Secured,
  because: ReductionReason,
  provenance: Provenance,
): Promise<void> {
  const { invoiceId, accountId, currency } = draft;
  const { tenantId } = provenance;
  const uses = [
    ...secured.credit.map(({ lineId }) => lineId),
    ...(await credit.finders.linesUsedBy(tenantId, invoiceId)),
  ];
  const lines = [...new Set(uses)].map((lineId) => ({ lineId }));
  await releaseCredit(credit, invoiceId, lines, because, step(provenance, 'release-credit'));
  const found = await orders.ordersFor(tenantId, accountId, currency);
  const drawn = [...drawsOf(secured.orders), ...found.filter(({ hasOpenDraws }) => hasOpenDraws)];
  const draws = [...new Set(drawn.map(({ orderId }) => orderId))].map((orderId) => ({ orderId }));
  await releaseDraws(orders, invoiceId, draws, REASONS[because], step(provenance, 'release-draws'));
}

/** For the stream of the order. */
const REASONS: Readonly<Record<ReductionReason, string>> = {
  payment: 'The document is paid.',
  credit_note: 'The document is credited.',
  write_off: 'The document is written off.',
  void: 'The document is void.',
  discarded: 'The document was discarded.',
  held: 'The document is held.',
  settled: 'The document is settled.',
};

/** To each of the documents that it corrects, where that one had taken it. */
async function giveBack(desk: Desk, creditNote: DraftedInvoice, provenance: Provenance): Promise<void> {
  const creditNoteId = creditNote.invoiceId;
  for (const { invoiceId, net, gross } of creditedOf(creditNote)) {
    const { state } = await desk.eventStore.load(invoiceStream(provenance.tenantId, invoiceId), invoice);
    const draws = 'secured' in state ? drawsOf(state.secured.orders) : [];
    const of = step(provenance, 'give-back', invoiceId);
    await giveBackOnOrders(desk.orders, { invoiceId, creditNoteId, net, draws }, step(of, 'orders'));
    const reduction = { invoiceId, amount: gross, because: 'credit_note', byId: creditNoteId } as const;
    await reduceCredit(desk.credit, reduction, step(of, 'credit'));
  }
}

/** Event schemas know uuids; orders have a brand of their own. */
function drawsOf(orders: Secured['orders']) {
  return orders.map(({ orderId, orderNumber, amount }) => ({
    orderId: orderId as PurchaseOrderId, // written from one
    orderNumber,
    amount,
  }));
}
