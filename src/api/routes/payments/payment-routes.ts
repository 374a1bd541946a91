import type { RouteDefinition } from '../../define-route.ts';
import { getPayment, listInvoicePayments, listPayments } from './read-payments.ts';
import { postAllocate, postPayment, postRefund, postReverse, postUnallocate } from './write-payments.ts';

/** Money that comes, and what it is used for. */
export const PAYMENT_ROUTES: readonly RouteDefinition[] = [
  listPayments,
  postPayment,
  getPayment,
  postAllocate,
  postUnallocate,
  postReverse,
  postRefund,
  listInvoicePayments,
];
