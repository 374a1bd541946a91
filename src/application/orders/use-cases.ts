import type { Provenance } from '../ports/event-store.ts';
import {
  type AmendOrderInput,
  amendOrder,
  type ChangeOrderInput,
  changeOrder,
  type SubmitOrderInput,
  submitOrder,
} from './ask-for-order.ts';
import {
  type ApproveOrderInput,
  approveOrder,
  type CloseOrderInput,
  closeOrder,
  type DelegateOrderInput,
  delegateOrder,
  type RejectOrderInput,
  rejectOrder,
} from './decide-order.ts';
import type { OrderUseCaseDeps, RecordedOrderOutcome } from './on-order.ts';
import { type RegisterOrderInput, registerOrder } from './register-order.ts';

/** What people can do with purchase orders, with everything bound that it needs. */
export interface OrderUseCases {
  registerOrder(input: RegisterOrderInput, provenance: Provenance): Promise<RecordedOrderOutcome>;
  changeOrder(input: ChangeOrderInput, provenance: Provenance): Promise<RecordedOrderOutcome>;
  submitOrder(input: SubmitOrderInput, provenance: Provenance): Promise<RecordedOrderOutcome>;
  approveOrder(input: ApproveOrderInput, provenance: Provenance): Promise<RecordedOrderOutcome>;
  rejectOrder(input: RejectOrderInput, provenance: Provenance): Promise<RecordedOrderOutcome>;
  delegateOrder(input: DelegateOrderInput, provenance: Provenance): Promise<RecordedOrderOutcome>;
  amendOrder(input: AmendOrderInput, provenance: Provenance): Promise<RecordedOrderOutcome>;
  closeOrder(input: CloseOrderInput, provenance: Provenance): Promise<RecordedOrderOutcome>;
}

export function createOrderUseCases(deps: OrderUseCaseDeps): OrderUseCases {
  return {
    registerOrder: (input, provenance) => registerOrder(deps, input, provenance),
    changeOrder: (input, provenance) => changeOrder(deps, input, provenance),
    submitOrder: (input, provenance) => submitOrder(deps, input, provenance),
    approveOrder: (input, provenance) => approveOrder(deps, input, provenance),
    rejectOrder: (input, provenance) => rejectOrder(deps, input, provenance),
    delegateOrder: (input, provenance) => delegateOrder(deps, input, provenance),
    amendOrder: (input, provenance) => amendOrder(deps, input, provenance),
    closeOrder: (input, provenance) => closeOrder(deps, input, provenance),
  };
}
