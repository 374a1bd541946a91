import { expect, test } from 'vitest';
import { explainDocument } from '../../../src/application/billing/explain-document.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { chargeSteps } from '../../../src/domain/rating/charge-steps.ts';
import { percentOff } from '../../support/amendments.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

async function seats(world: BillingWorld, contractId: ContractId, quantity: number, day: string): Promise<void> {
  const effectiveOn = civilDate(day);
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity, reason: null });
}

async function lastDocument(world: BillingWorld) {
  const drafted = world.store.log().findLast(({ event }) => event.type === 'InvoiceDrafted');
  const explained = await explainDocument(world.store, world.tenantId, drafted?.stream.id as InvoiceId);
  return { explained, charges: [...explained.charges.values()] };
}

test('a true-up is explained by what was agreed, what had changed before, and the change that came after', async () => {
  const world = await billingWorld('2026-04-01');
  const contractId = await world.contract({ startDate: '2026-01-01', endDate: '2026-12-31' }); // 10 seats at 20.00 a month
  await seats(world, contractId, 15, '2026-04-01');
  await wholeRun(world, '2026-04-01'); // first quarter, and the second one with 15 seats
  await seats(world, contractId, 35, '2026-05-15');
  await seats(world, contractId, 40, '2026-08-01'); // not yet in effect
  await wholeRun(world, '2026-04-01');

  const { charges } = await lastDocument(world);
  expect(charges.map(({ charge }) => charge.description)).toEqual([
    'Platform seats: 20 more, 15 May 2026 – 30 Jun 2026, 47 of 91 days',
  ]);
  expect(charges[0]?.causes.map(({ sentence, isNew }) => ({ sentence, isNew }))).toEqual([
    { sentence: 'Agreed: 10 × Platform seats, 20 a seat, a month', isNew: false },
    { sentence: 'Platform seats: 15 seats instead of 10', isNew: false },
    { sentence: 'Platform seats: 35 seats instead of 15', isNew: true },
  ]);
  // 3 × 20.00 = 60 for the quarter; × 47 ÷ 91 = 30.9890109890; × 20 = 619.780219780
  expect(charges.map(({ charge }) => chargeSteps(charge))).toEqual([
    [
      'The list price of one unit is 20 a month.',
      'The whole period, 1 Apr 2026 – 30 Jun 2026, has 91 days; at list price it comes to 60.',
      '47 of its days are charged, 15 May 2026 – 30 Jun 2026: 30.989010989 for one unit.',
      '20 × 30.989010989 = 619.78021978, rounded to 619.78.',
    ],
  ]);
});

test('a change that was taken back explains the credit', async () => {
  const world = await billingWorld('2026-01-01');
  const contractId = await world.contract();
  await seats(world, contractId, 12, '2026-03-01');
  await wholeRun(world, '2026-01-01');
  await world.on(contractId, {
    kind: 'withdrawChange',
    change: 1,
    withdrawnOn: civilDate('2026-01-02'),
    reason: 'ordered twice',
  });
  await wholeRun(world, '2026-01-01');

  const { explained, charges } = await lastDocument(world);
  expect(charges[0]?.charge.amount).toBe('-41.33'); // 2 × 60 × 31 ÷ 90
  expect(charges[0]?.causes.filter(({ isNew }) => isNew).map(({ sentence }) => sentence)).toEqual([
    'Taken back: Platform seats: 12 seats instead of 10',
  ]);
  expect(explained.events.map(({ event }) => event.type)).toEqual([
    'InvoiceDrafted',
    'InvoiceFinalisationStarted',
    'InvoiceFinalised',
  ]);
});

test('a discount stands among the steps', async () => {
  const world = await billingWorld('2026-01-01');
  const contractId = await world.contract();
  await world.on(contractId, {
    kind: 'grantDiscount',
    lineId: null,
    effectiveOn: civilDate('2026-01-01'),
    discount: { ...percentOff('10'), description: 'Launch' },
    reason: null,
  });
  await wholeRun(world, '2026-01-01');
  const { charges } = await lastDocument(world);
  expect(charges.map(({ charge }) => chargeSteps(charge))).toEqual([
    [
      'The list price of one unit is 20 a month.',
      'It is moved by: less 10 % (Launch). That makes 18 a month.',
      'The whole period, 1 Jan 2026 – 31 Mar 2026, has 90 days; at list price it comes to 60.',
      'All of it is charged: 54 for one unit.',
      '10 × 54 = 540.',
    ],
  ]);
});
