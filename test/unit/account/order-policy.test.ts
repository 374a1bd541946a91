import { describe, expect, it } from 'vitest';
import { account } from '../../../src/domain/account/account.ts';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import { orderPolicyOn } from '../../../src/domain/account/order-policy.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { accountOpened } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';
import { amount } from '../../support/purchase-orders.ts';

const MARCH = civilDate('2026-03-01');
const JUNE = civilDate('2026-06-01');
const opened = accountOpened();
const set = (changes: object = {}) =>
  ({
    kind: 'setOrderPolicy',
    effectiveOn: MARCH,
    requiresPurchaseOrder: true,
    shortfall: { kind: 'hold' },
    reason: null,
    ...changes,
  }) as const;
const changed = (changes: object = {}): AccountEvent => {
  const { kind: _, ...data } = set(changes);
  return { type: 'AccountOrderPolicyChanged', data };
};

describe('whether documents of an account need an order', () => {
  it('is said for a day on, once', () => {
    given(account, [opened]).when(set()).thenAccepts(changed());
    given(account, [opened, changed()]).when(set()).thenIgnores();
    given(account, [opened])
      .when(set({ requiresPurchaseOrder: false }))
      .thenIgnores(); // as it is where nothing is said
  });

  it('holds from its day until the next one, and is replaced for the same day', () => {
    const events = [opened, changed({ effectiveOn: JUNE, shortfall: { kind: 'split' } }), changed()];
    const { state } = given(account, events);
    if (state.status === 'none') {
      throw new Error('It was opened');
    }
    const on = (day: string) => orderPolicyOn(state, civilDate(day));
    expect(on('2026-02-28').requiresPurchaseOrder).toBe(false);
    expect(on('2026-03-01')).toEqual({ requiresPurchaseOrder: true, shortfall: { kind: 'hold' } });
    expect(on('2026-06-01')).toEqual({ requiresPurchaseOrder: true, shortfall: { kind: 'split' } });
    given(account, events)
      .when(set({ requiresPurchaseOrder: false }))
      .thenAccepts(changed({ requiresPurchaseOrder: false }));
  });

  it('tolerates from 0 to 100 percent', () => {
    for (const percent of ['-1', '100.01']) {
      given(account, [opened])
        .when(set({ shortfall: { kind: 'tolerance', percent: amount(percent) } }))
        .thenRejects('ORDER_POLICY_INVALID', 'shortfall.percent');
    }
    const shortfall = { kind: 'tolerance', percent: amount('2.5') };
    given(account, [opened]).when(set({ shortfall })).thenAccepts(changed({ shortfall }));
  });

  it('is not said of an account that is closed', () => {
    const closed: AccountEvent = { type: 'AccountClosed', data: { closedOn: MARCH, reason: null } };
    given(account, [opened, closed]).when(set()).thenRejects('ACCOUNT_CLOSED');
  });
});
