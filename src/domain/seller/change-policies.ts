import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision } from '../kernel/decider.ts';
import type { SellerEvent } from './events.ts';
import {
  guardFault,
  limitsFault,
  orderRulesFault,
  type PolicyName,
  policyFault,
  type SellerPolicies,
  thresholdFault,
} from './policies.ts';

type PolicyChange = Extract<SellerEvent, { type: 'SellerPolicyChanged' }>['data'];

/** A fact for each policy that differs. */
export function changePolicies(
  wanted: Partial<SellerPolicies>,
  policies: SellerPolicies,
  reason: string,
): Decision<SellerEvent> {
  const events: SellerEvent[] = [];
  for (const policy of Object.keys(policies) as PolicyName[]) {
    const after = wanted[policy];
    const before = policies[policy];
    if (after === undefined || isSameJson(after, before)) {
      continue;
    }
    const fault =
      policyFault(policy, after) ??
      thresholdFault(wanted.contractApproval ?? []) ??
      orderRulesFault(wanted.orderApproval ?? []) ??
      guardFault(wanted.billingGuard ?? []) ??
      limitsFault(wanted.deductionLimits ?? []);
    if (fault !== undefined) {
      return fault;
    }
    // Both come from the same key, which the compiler does not follow through the loop.
    events.push({ type: 'SellerPolicyChanged', data: { policy, before, after, reason } as PolicyChange });
  }
  return accept(...events);
}
