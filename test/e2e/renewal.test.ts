import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addDays, addMonths, civilDateIn } from '../../src/domain/kernel/calendar.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { type StackClient, stackClient } from '../support/stack-client.ts';

/**
 * A contract that renews by itself, in the whole program with two workers that sweep. A year that ended two months ago:
 * nobody was there to renew it.
 */
let stack: Stack;
let client: StackClient;
const today = civilDateIn('UTC', new Date().toISOString());
const startDate = addMonths(`${today.slice(0, 8)}01` as typeof today, -14); // the first of a month is a date
const firstEnd = addDays(addMonths(startDate, 12), -1);

beforeAll(async () => {
  stack = await startStack({ workers: 2 });
  client = stackClient(stack);
});
afterAll(() => stack?.remove());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') {
    process.stderr.write(stack.log().slice(-8_000));
  }
});

async function contract(contractNumber: string, changes: object): Promise<string> {
  const { id: accountId } = await client.post('/api/accounts', {
    accountName: `Buyer of ${contractNumber}`,
    accountType: 'smb',
    currency: 'EUR',
  });
  const body = { contractNumber, accountId, startDate, endDate: firstEnd, seatCount: 10, seatPrice: '20', ...changes };
  return (await client.post('/api/contracts', { ...body, status: 'active' })).id;
}

test('is renewed by a sweep, once, however many workers there are; one that does not renew ends', async () => {
  const renewing = await contract('R-1', {
    autoRenew: true,
    renewalNoticeDays: 30,
    renewalPrice: { kind: 'percent', percent: '5' },
  });
  const ending = await contract('R-2', {});
  await vi.waitFor(
    async () => expect(await client.get(`/api/contracts/${renewing}`)).toMatchObject({ status: 'renewed' }),
    {
      timeout: 60_000,
      interval: 500,
    },
  );
  const { facts, terms, lines } = await client.get(`/api/contracts/${renewing}/timeline`);
  expect(facts.filter(({ type }: { type: string }) => type === 'ContractRenewed')).toHaveLength(1);
  expect(terms).toMatchObject([
    { startDate, endDate: firstEnd },
    { startDate: addMonths(startDate, 12), endDate: addDays(addMonths(startDate, 24), -1) },
  ]);
  // 20.00 × 1.05.
  expect(lines[0].stretches.map(({ price }: { price: { unitPrice: string } }) => price.unitPrice)).toEqual([
    '20',
    '21',
  ]);
  expect(await client.get(`/api/contracts/${ending}`)).toMatchObject({ status: 'expired' });
});
