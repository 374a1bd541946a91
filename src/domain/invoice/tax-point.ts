import type { CivilDate } from '../kernel/calendar.ts';
import { policyOn, type SellerPolicies } from '../seller/policies.ts';

/**
 * The day on which tax becomes chargeable (EN 16931 BT-7), and so the day whose rate holds. By `supplyOrPayment` it is the
 * last day of service, when the supply is complete, where the document has one; a payment before that, which would come first, does not move it yet.
 */
export function taxPointOf(
  { policies }: { readonly policies: SellerPolicies },
  issueDate: CivilDate,
  lastServiceDay: CivilDate | null,
): CivilDate {
  return policyOn(policies, 'taxPoint', issueDate) === 'supplyOrPayment' ? (lastServiceDay ?? issueDate) : issueDate;
}
