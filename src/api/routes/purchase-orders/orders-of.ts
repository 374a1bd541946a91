import type { RecordedOrderOutcome } from '../../../application/orders/on-order.ts';
import type { OrderUseCases } from '../../../application/orders/use-cases.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { orderRecord } from './order-record.ts';

export function ordersOf({ useCases }: ApiDependencies): OrderUseCases {
  return useCases.orders;
}

/** The answer to a command that was accepted; one that was rejected becomes the error that its code has. */
export function orderAnswer(outcome: RecordedOrderOutcome) {
  const { state, position, revision } = acceptedOrRefuse(outcome);
  return { data: orderRecord(state, state), position, revision, groups: BILLING_GROUPS };
}
