import { expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import { contractSteps } from '../../../src/projections/rollups/contract-standing.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

/** Two lines of ten seats each at 20.00 a month, for 2026, billed quarterly: 2 × 10 × 20.00 × 12 = 4,800.00. */
async function signed(): Promise<{ world: BillingWorld; contractId: ContractId }> {
  const world = await billingWorld();
  return { world, contractId: await world.contract({ seats: 10, seatPrice: '20', lines: 2 }) };
}

const asAgreed = { creditUnusedDays: null, fee: null, reason: null };
const adjust = (lineId: never, quantity: number, effectiveOn: string) =>
  ({ kind: 'adjustSeats', lineId, quantity, effectiveOn: civilDate(effectiveOn), reason: null }) as const;

test('a contract is there from its first day of service until the day after the last', async () => {
  const { world, contractId } = await signed();
  expect(contractSteps(await world.contractState(contractId))).toEqual([
    { day: '2026-01-01', active_contracts: 1, committed_value: '4800.00', seats: 20 },
    { day: '2027-01-01', active_contracts: -1, committed_value: '-4800.00', seats: -20 },
  ]);
});

test('seats change on their days, and what takes effect on one day is one step', async () => {
  const { world, contractId } = await signed();
  const [first, second] = (await world.contractState(contractId)).lines;
  // From October on 15 and 8 seats, which is 3 more: 4,800.00 + 3 × 20.00 × 3 = 4,980.00.
  await world.on(contractId, adjust(first?.lineId as never, 15, '2026-10-01'));
  await world.on(contractId, adjust(second?.lineId as never, 8, '2026-10-01'));
  expect(contractSteps(await world.contractState(contractId))).toEqual([
    { day: '2026-01-01', active_contracts: 1, committed_value: '4980.00', seats: 20 },
    { day: '2026-10-01', active_contracts: 0, committed_value: '0.00', seats: 3 },
    { day: '2027-01-01', active_contracts: -1, committed_value: '-4980.00', seats: -23 },
  ]);
});

test('a cancellation ends it earlier, with the value that is left: two quarters of 1,200.00', async () => {
  const { world, contractId } = await signed();
  const [first] = (await world.contractState(contractId)).lines;
  await world.on(contractId, adjust(first?.lineId as never, 15, '2026-10-01'));
  const lastServiceDay = civilDate('2026-06-30');
  await world.on(contractId, { kind: 'cancel', cancelledOn: civilDate('2026-05-01'), lastServiceDay, ...asAgreed });
  expect(contractSteps(await world.contractState(contractId))).toEqual([
    { day: '2026-01-01', active_contracts: 1, committed_value: '2400.00', seats: 20 },
    { day: '2026-07-01', active_contracts: -1, committed_value: '-2400.00', seats: -20 },
  ]);
});

test('a contract that ended before it began adds nothing', async () => {
  const { world, contractId } = await signed();
  const lastServiceDay = civilDate('2025-12-31');
  await world.on(contractId, { kind: 'cancel', cancelledOn: civilDate('2025-12-01'), lastServiceDay, ...asAgreed });
  expect(contractSteps(await world.contractState(contractId))).toEqual([]);
});
