import { addDays } from '../../domain/kernel/calendar.ts';
import { chainOf } from '../../domain/purchase-order/chain.ts';
import type { Asking, OrderChanges, PurchaseOrderCommand } from '../../domain/purchase-order/commands.ts';
import type { OrderTerms } from '../../domain/purchase-order/events.ts';
import { policyOn } from '../../domain/seller/policies.ts';
import { rejected } from '../execute.ts';
import { personBehind } from '../person-behind.ts';
import type { Provenance } from '../ports/event-store.ts';
import {
  type OnOrderInput,
  type OrderSurroundings,
  type OrderUseCaseDeps,
  onOrder,
  type RecordedOrderOutcome,
} from './on-order.ts';
import { loadOrder } from './order-stream.ts';
import { contractsFault } from './register-order.ts';

export interface SubmitOrderInput extends OnOrderInput {
  /** What is different from what was rejected; decided together with the request. */
  readonly changes: OrderChanges;
  readonly reason: string | null;
}

export interface ChangeOrderInput extends OnOrderInput {
  readonly changes: OrderChanges;
}

export interface AmendOrderInput extends OnOrderInput {
  readonly terms: Partial<OrderTerms>;
  readonly reason: string;
}

/** Changes what nobody has approved yet, and papers at any time. */
export async function changeOrder(
  deps: OrderUseCaseDeps,
  input: ChangeOrderInput,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { changes } = input;
  return (
    (await coverageFault(deps, input, changes, provenance)) ??
    onOrder(deps, input, () => [{ kind: 'change', changes }], provenance)
  );
}

/** Lays an order before those whom its seller's policy names today, for the first time or again. */
export async function submitOrder(
  deps: OrderUseCaseDeps,
  input: SubmitOrderInput,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { changes, reason } = input;
  const responsible = await personBehind(deps.eventStore, provenance);
  const commandsFor = (found: OrderSurroundings): PurchaseOrderCommand[] => {
    const asking = askingFor(found, { ...found.state, ...changes }, provenance, responsible);
    return [
      { kind: 'change', changes },
      { kind: 'submit', reason, ...asking },
    ];
  };
  return (await coverageFault(deps, input, changes, provenance)) ?? onOrder(deps, input, commandsFor, provenance);
}

/** Asks for other terms of an open order: a top-up, an extension, other contracts. */
export async function amendOrder(
  deps: OrderUseCaseDeps,
  input: AmendOrderInput,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { terms, reason } = input;
  const responsible = await personBehind(deps.eventStore, provenance);
  const commandsFor = (found: OrderSurroundings): PurchaseOrderCommand[] => [
    { kind: 'amend', terms, reason, ...askingFor(found, { ...found.state, ...terms }, provenance, responsible) },
  ];
  return (await coverageFault(deps, input, terms, provenance)) ?? onOrder(deps, input, commandsFor, provenance);
}

function askingFor(
  { seller, today }: OrderSurroundings,
  wanted: Parameters<typeof chainOf>[1],
  { actor }: Provenance,
  responsible: Asking['responsible'],
): Asking {
  const policy = policyOn(seller.policies, 'orderApproval', today);
  const isAsked = policy !== undefined;
  return {
    today,
    by: actor,
    responsible,
    steps: isAsked ? chainOf(policy, wanted) : [],
    remindEveryDays: isAsked ? policy.remindEveryDays : null,
    expiresOn: isAsked ? addDays(today, policy.expireAfterDays) : null,
  };
}

/** Contracts that are added are looked at before anything is decided. */
async function coverageFault(
  { eventStore }: OrderUseCaseDeps,
  { orderId }: OnOrderInput,
  { contractIds }: Partial<OrderTerms>,
  provenance: Provenance,
): Promise<RecordedOrderOutcome | undefined> {
  const found = contractIds === undefined ? undefined : await loadOrder(eventStore, provenance, orderId);
  if (found === undefined || contractIds === undefined) {
    return undefined;
  }
  const fault = await contractsFault(eventStore, provenance.tenantId, { ...found.state, contractIds });
  return fault === undefined ? undefined : rejected(fault);
}
