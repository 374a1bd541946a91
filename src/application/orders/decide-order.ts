import type { Principal } from '../../domain/kernel/principal.ts';
import { release } from '../natural-keys.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type OnOrderInput, type OrderUseCaseDeps, onOrder, type RecordedOrderOutcome } from './on-order.ts';
import { orderKeyOf } from './register-order.ts';

export interface ApproveOrderInput extends OnOrderInput {
  /** Of the person who decides. */
  readonly roles: readonly string[];
  readonly reason: string | null;
}

export interface RejectOrderInput extends OnOrderInput {
  readonly roles: readonly string[];
  readonly reason: string;
}

export interface DelegateOrderInput extends RejectOrderInput {
  readonly to: Principal;
}

export interface CloseOrderInput extends OnOrderInput {
  readonly reason: string;
}

export async function approveOrder(
  deps: OrderUseCaseDeps,
  input: ApproveOrderInput,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { roles, reason } = input;
  const by = provenance.actor;
  return onOrder(deps, input, ({ today }) => [{ kind: 'approve', by, roles, today, reason }], provenance);
}

export async function rejectOrder(
  deps: OrderUseCaseDeps,
  input: RejectOrderInput,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { roles, reason } = input;
  const by = provenance.actor;
  return onOrder(deps, input, ({ today }) => [{ kind: 'reject', by, roles, today, reason }], provenance);
}

export async function delegateOrder(
  deps: OrderUseCaseDeps,
  input: DelegateOrderInput,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { roles, reason, to } = input;
  const by = provenance.actor;
  return onOrder(deps, input, ({ today }) => [{ kind: 'delegate', by, roles, today, to, reason }], provenance);
}

/** Closes an order for good; its number is free again, for the order that takes its place. */
export async function closeOrder(
  deps: OrderUseCaseDeps,
  input: CloseOrderInput,
  provenance: Provenance,
): Promise<RecordedOrderOutcome> {
  const { reason } = input;
  const outcome = await onOrder(deps, input, ({ today }) => [{ kind: 'close', today, reason }], provenance);
  if (outcome.outcome === 'accepted') {
    const { orderId } = outcome.state;
    await release({ eventStore: deps.eventStore }, 'orderNumber', orderKeyOf(outcome.state), orderId, provenance);
  }
  return outcome;
}
