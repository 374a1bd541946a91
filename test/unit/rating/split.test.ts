import { describe, expect, test } from 'vitest';
import { chargesDue } from '../../../src/domain/contract/charges-due.ts';
import type { CommandOf } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { ContractSplit } from '../../../src/domain/contract/events.ts';
import type { BindingContract } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { active, adjustTo, flat, having, line, raise } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const NAMES = ['north', 'south', 'west'] as const;
const accounts = new Map(NAMES.map((name, n) => [name, `ac000000-0000-7000-8000-00000000010${n}` as AccountId]));
const nameOf = (accountId: AccountId | null) => NAMES.find((name) => accounts.get(name) === accountId) ?? 'buyer';

function split(
  method: ContractSplit['method'],
  shares: Partial<Record<(typeof NAMES)[number], number | string>>,
): ContractSplit {
  return {
    method,
    invoicing: 'one',
    shares: NAMES.filter((name) => name in shares).map((name) => ({
      accountId: accounts.get(name) as AccountId, // every name has one
      seats: typeof shares[name] === 'number' ? shares[name] : null,
      percent: typeof shares[name] === 'string' ? (shares[name] as DecimalString) : null,
    })),
  };
}

const agree = (effectiveOn: string, agreed: ContractSplit | null): CommandOf<'agreeSplit'> => ({
  kind: 'agreeSplit',
  effectiveOn: civilDate(effectiveOn),
  split: agreed,
  reason: null,
});

function due(state: BindingContract, through: string): string[] {
  return chargesDue(state, { from: null, through: civilDate(through) }).map(
    ({ accountId, quantity, amount, serviceStart }) => `${nameOf(accountId)} ${serviceStart}: ${quantity} = ${amount}`,
  );
}

/** 100 seats at 10 a month, quarterly: 3,000.00. */
const quarterly = () => active();
/** 100.00 a quarter for the whole. */
const fee = () => active({}, [line({ price: flat('100', 3) })]);

describe('the cost of a contract', () => {
  test('by allocated seats; what is allocated to nobody, the buyer bears', () => {
    const state = having(quarterly(), agree('2026-01-01', split('allocation', { north: 40, south: 25 })));
    expect(due(state, '2026-01-01')).toEqual([
      'north 2026-01-01: 40 = 1200.00',
      'south 2026-01-01: 25 = 750.00',
      'buyer 2026-01-01: 35 = 1050.00',
    ]);
  });

  test('by more allocated seats than are billed, in their proportion', () => {
    // 90 : 60 of 3,000.00.
    const state = having(quarterly(), agree('2026-01-01', split('allocation', { north: 90, south: 60 })));
    expect(due(state, '2026-01-01')).toEqual(['north 2026-01-01: 60 = 1800.00', 'south 2026-01-01: 40 = 1200.00']);
  });

  test('by percentage', () => {
    const state = having(quarterly(), agree('2026-01-01', split('percentage', { north: '62.5', west: '12.5' })));
    expect(due(state, '2026-01-01')).toEqual([
      'north 2026-01-01: 62.5 = 1875.00',
      'west 2026-01-01: 12.5 = 375.00',
      'buyer 2026-01-01: 25 = 750.00',
    ]);
  });

  test('equally, and the parts sum to the whole: 33.33 + 33.34 + 33.33', () => {
    const state = having(fee(), agree('2026-01-01', split('equally', { north: 1, south: 1, west: 1 })));
    expect(due(state, '2026-01-01')).toEqual([
      'north 2026-01-01: 0.333333 = 33.33',
      'south 2026-01-01: 0.333333 = 33.34',
      'west 2026-01-01: 0.333333 = 33.33',
    ]);
  });

  test('is split on each day as agreed for that day', () => {
    // Half of the 91 days from 16 May on, 46 of them, move from south to west: 3,000 × ½ × 46/91 = 758.24.
    const state = having(
      quarterly(),
      agree('2026-01-01', split('percentage', { north: '50', south: '50' })),
      raise(1, '2026-01-01'),
      raise(2, '2026-04-01'),
      agree('2026-05-16', split('percentage', { north: '50', west: '50' })),
    );
    expect(due(state, '2026-05-16')).toEqual(['south 2026-05-16: -50 = -758.24', 'west 2026-05-16: 50 = 758.24']);
    expect(due(having(state, raise(3, '2026-05-16')), '2026-05-16')).toEqual([]);
  });

  test('ends with the split: from then on the buyer bears it', () => {
    const state = having(
      quarterly(),
      agree('2026-01-01', split('percentage', { north: '100' })),
      agree('2026-04-01', null),
    );
    expect(due(state, '2026-04-01')).toEqual(['north 2026-01-01: 100 = 3000.00', 'buyer 2026-04-01: 100 = 3000.00']);
  });

  test('follows a change of seats', () => {
    // 20 more seats from 15 May: 40 of 120 are allocated to north, as before; the buyer bears the 20 for 47 of 91 days.
    const state = having(
      quarterly(),
      agree('2026-01-01', split('allocation', { north: 40 })),
      raise(1, '2026-04-01'),
      adjustTo(120, '2026-05-15'),
    );
    expect(due(state, '2026-05-15')).toEqual(['buyer 2026-05-15: 20 = 309.89']);
  });
});

describe('agreeing a split', () => {
  test('again changes nothing', () => {
    const agreed = agree('2026-01-01', split('equally', { north: 1, south: 1 }));
    expect(accepted(contract.decide(agreed, having(quarterly(), agreed)))).toEqual([]);
  });

  test.each([
    ['more than all of it', split('percentage', { north: '60', south: '40.01' })],
    ['a percentage of nothing', split('percentage', { north: '0' })],
    ['no seats', split('allocation', { north: 0 })],
    ['seats that are not said', split('allocation', { north: '50' })],
    [
      'an account twice',
      {
        ...split('equally', { north: 1 }),
        shares: [...split('equally', { north: 1 }).shares, ...split('equally', { north: 1 }).shares],
      },
    ],
  ])('is refused with %s', (_what, agreed) => {
    expect(rejectedWith(contract.decide(agree('2026-01-01', agreed), quarterly()))).toBe('COST_SPLIT_INVALID');
  });
});
