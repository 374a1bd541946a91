import { describe, expect, it } from 'vitest';
import { zCurrencyCode } from '../../../src/domain/kernel/currency.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import {
  type ApprovalRule,
  type ApprovalStep,
  chainOf,
  orderApprovalFault,
} from '../../../src/domain/purchase-order/chain.ts';
import { amount, BUYER } from '../../support/purchase-orders.ts';

const EUR = zCurrencyCode.parse('EUR');
const step = (role: string): ApprovalStep => ({ needs: 'any', approvers: [{ kind: 'role', role }] });
const rule = (changes: Partial<ApprovalRule>): ApprovalRule => ({
  accountId: null,
  minAmount: null,
  currency: null,
  steps: [step('finance')],
  ...changes,
});
const approval = (...rules: ApprovalRule[]) => ({ rules, remindEveryDays: 3, expireAfterDays: 30 });
const order = (net: string, changes: object = {}) => ({
  accountId: BUYER,
  currency: EUR,
  amount: amount(net),
  ...changes,
});
const rolesOf = (steps: readonly ApprovalStep[]) =>
  steps.flatMap(({ approvers }) => approvers.map((each) => (each.kind === 'role' ? each.role : each.id)));

describe('the chain of an order', () => {
  const rules = approval(
    rule({}),
    rule({ minAmount: amount('10000'), currency: EUR, steps: [step('finance'), step('approver')] }),
  );

  it('grows with the amount; a step that two rules want is gone through once', () => {
    expect(rolesOf(chainOf(rules, order('9999.99')))).toEqual(['finance']);
    expect(rolesOf(chainOf(rules, order('10000.00')))).toEqual(['finance', 'approver']);
  });

  it('does not compare amounts of two currencies', () => {
    expect(rolesOf(chainOf(rules, order('99999.00', { currency: 'USD' })))).toEqual(['finance']);
  });

  it('is the account’s own where a rule names the account', () => {
    const own = approval(...rules.rules, rule({ accountId: BUYER, steps: [step('sales')] }));
    expect(rolesOf(chainOf(own, order('10000.00')))).toEqual(['sales']);
    const other = { accountId: '0190a000-0000-7000-8000-0000000000c3' as AccountId };
    expect(rolesOf(chainOf(own, order('10000.00', other)))).toEqual(['finance', 'approver']);
  });

  it('is empty where nothing is said', () => {
    expect(chainOf(approval(), order('10000.00'))).toEqual([]);
  });
});

describe('rules', () => {
  it('have amount and currency together, and each approver of a step once', () => {
    expect(orderApprovalFault(approval(rule({})))).toBeUndefined();
    expect(orderApprovalFault(approval(rule({ minAmount: amount('1') })))).toContain('together');
    expect(orderApprovalFault(approval(rule({ minAmount: amount('-1'), currency: EUR })))).toContain('zero or more');
    const twice: ApprovalStep = {
      needs: 'all',
      approvers: [...step('finance').approvers, ...step('finance').approvers],
    };
    expect(orderApprovalFault(approval(rule({}), rule({ steps: [twice] })))).toContain('rule 2');
  });
});
