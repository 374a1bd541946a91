import { accountEvents } from './account/events.ts';
import { accountTreeEvents } from './account-tree/events.ts';
import { apiKeyEvents } from './api-key/events.ts';
import { billingRunEvents } from './billing-run/events.ts';
import { billingScheduleEvents } from './billing-schedule/events.ts';
import { contractEvents } from './contract/events.ts';
import { creditLineEvents } from './credit/events.ts';
import { grantRequestEvents } from './grant-request/events.ts';
import { invoiceEvents } from './invoice/events.ts';
import type { EventCatalogue, EventsOf } from './kernel/events.ts';
import { naturalKeyEvents } from './natural-key/events.ts';
import { numberingEvents } from './numbering/events.ts';
import { paymentEvents } from './payment/events.ts';
import { priceBookEvents } from './price-book/events.ts';
import { productEvents } from './product/events.ts';
import { purchaseOrderEvents } from './purchase-order/events.ts';
import { roleAssignmentsEvents } from './role-assignments/events.ts';
import { sellerEvents } from './seller/events.ts';
import { tenantEvents } from './tenant/events.ts';

/** Every stream category and the events that it may hold. An event that is not here does not exist. */
const catalogues = {
  tenant: tenantEvents,
  apiKey: apiKeyEvents,
  roleAssignments: roleAssignmentsEvents,
  grantRequest: grantRequestEvents,
  seller: sellerEvents,
  account: accountEvents,
  accountTree: accountTreeEvents,
  naturalKey: naturalKeyEvents,
  product: productEvents,
  priceBook: priceBookEvents,
  contract: contractEvents,
  purchaseOrder: purchaseOrderEvents,
  creditLine: creditLineEvents,
  billingRun: billingRunEvents,
  billingSchedule: billingScheduleEvents,
  invoice: invoiceEvents,
  numbering: numberingEvents,
  payment: paymentEvents,
};

export type Category = keyof typeof catalogues;

/** The events of one category, as `{ type, data }`. */
export type EventOfCategory<C extends Category> = EventsOf<(typeof catalogues)[C]>;

export const CATEGORIES: Readonly<Record<Category, EventCatalogue>> = catalogues;

export function isCategory(text: string): text is Category {
  return Object.hasOwn(catalogues, text);
}
