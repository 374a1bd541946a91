import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { decimal, ZERO } from '../kernel/decimal.ts';
import type { AccountEvent } from './events.ts';
import { type DatedOrderPolicy, orderPolicyOn } from './order-policy.ts';
import type { Account } from './state.ts';

export interface OrderPolicyCommand extends DatedOrderPolicy {
  readonly kind: 'setOrderPolicy';
  readonly reason: string | null;
}

export function setOrderPolicy(
  { effectiveOn, requiresPurchaseOrder, shortfall, reason }: OrderPolicyCommand,
  account: Account,
): Decision<AccountEvent> {
  if (shortfall.kind === 'tolerance' && !isTolerance(shortfall.percent)) {
    return reject('ORDER_POLICY_INVALID', `A tolerance of ${shortfall.percent} % is not between 0 and 100.`, {
      'shortfall.percent': 'must be between 0 and 100',
    });
  }
  const wanted = { requiresPurchaseOrder, shortfall };
  return isSameJson(orderPolicyOn(account, effectiveOn), wanted)
    ? accept()
    : accept({ type: 'AccountOrderPolicyChanged', data: { effectiveOn, ...wanted, reason } });
}

function isTolerance(percent: string): boolean {
  return decimal(percent).gte(ZERO) && decimal(percent).lte(decimal('100'));
}
