import type { RouteDefinition } from '../../define-route.ts';
import {
  amendOrder,
  approveOrder,
  closeOrder,
  delegateOrder,
  rejectOrder,
  resubmitOrder,
  submitOrder,
} from './order-verbs.ts';
import { getOrder, listApprovals, listDraws, listOrders } from './read-orders.ts';
import { patchOrder, postOrder } from './write-orders.ts';

/** Purchase orders: what buyers have ordered, who approves it, what documents draw of it. */
export const ORDER_ROUTES: readonly RouteDefinition[] = [
  listOrders,
  postOrder,
  listApprovals,
  getOrder,
  patchOrder,
  listDraws,
  submitOrder,
  resubmitOrder,
  approveOrder,
  rejectOrder,
  delegateOrder,
  amendOrder,
  closeOrder,
];
