import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ContractApi, contractApi } from '../../support/contract-api.ts';
import { type ContractDatabase, contractDatabase } from '../../support/contract-database.ts';

let billing: ContractDatabase;
let api: ContractApi;

beforeAll(async () => {
  billing = await contractDatabase();
});
afterAll(() => billing?.database.drop());
beforeEach(async () => {
  api = await contractApi(billing);
});

const preview = async (id: string, amendments: object[], through?: string) => {
  const answer = await api.post(`/api/contracts/${id}/preview-amendments`, { amendments, through });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().data;
};

const due = async (id: string, through: string) => {
  const answer = await api.get(`/api/contracts/${id}/preview?through=${through}`);
  return answer.json().data.charges.map((charge: Record<string, string>) => `${charge.description} = ${charge.amount}`);
};

describe('a contract with everything agreed at the start', () => {
  test('says so, and bills so', async () => {
    const id = await api.contract({
      seatCount: null,
      seatPrice: null,
      billingFrequency: 'monthly',
      lines: [
        {
          description: 'Seats',
          quantity: 10,
          price: { model: 'seat_based', unitPrice: '20' },
          setupFee: '150.00',
          discounts: [{ percent: '10', months: 2, description: 'Launch' }],
          ramp: [{ effectiveOn: '2026-03-01', quantity: 20 }],
        },
        {
          description: 'Training',
          quantity: 2,
          price: { model: 'seat_based', unitPrice: '400' },
          chargeType: 'one_time',
        },
      ],
      discounts: [{ amount: '30.00', validFrom: '2026-04-01', description: 'Loyalty' }],
      policies: { proration: 'days_30_360' },
    });
    const { data } = (await api.get(`/api/contracts/${id}`)).json();
    expect(data.lines[0].discounts).toMatchObject([{ kind: 'percent', value: '10', validUntil: '2026-02-28' }]);
    expect(data.policies).toMatchObject({ proration: 'days_30_360', decreases: 'any_time' });
    // January and February 10 × 20 less 10 % = 180; March 20 × 20 = 400; April 400 less 30 = 370.
    expect(await due(id, '2026-04-01')).toEqual([
      'Seats: 10, 1 Jan 2026 – 31 Jan 2026, less 10 % (Launch) = 180.00',
      'Seats: 10, 1 Feb 2026 – 28 Feb 2026, less 10 % (Launch) = 180.00',
      'Seats: 20, 1 Mar 2026 – 31 Mar 2026 = 400.00',
      'Seats: 20, 1 Apr 2026 – 30 Apr 2026, less 30.00 (Loyalty) = 370.00',
      'Seats: setup fee = 150.00',
      'Training: 2, 1 Jan 2026 = 800.00',
    ]);
  });
});

test('what a contract says of its prices later, and of an early end, comes back as it was said', async () => {
  const said = {
    uplift: { kind: 'index', steps: [{ effectiveOn: '2026-07-01', percent: '2.5' }] },
    minimumCommitment: { amount: '500', intervalMonths: 1 },
    renewalPrice: { kind: 'percent', percent: '4' },
    renewalTermMonths: 24,
    policies: { earlyEndFee: { kind: 'percent', percent: '50' } },
  };
  const id = await api.contract(said);
  expect((await api.get(`/api/contracts/${id}`)).json().data).toMatchObject(said);
  // 100 × 10.00 × 3, and 2.5 % more from the third quarter on.
  expect((await due(id, '2026-07-01')).map((text: string) => text.split(' = ')[1])).toEqual([
    '3000.00',
    '3000.00',
    '3075.00',
  ]);
  expect(
    await api.amend(id, 'cancel', { lastServiceDay: '2026-09-30', fee: { kind: 'amount', amount: '80' } }),
  ).toMatchObject({
    status: 'cancelled',
  });
  expect(await due(id, '2026-09-30')).toContain('Early termination fee = 80.00');
});

describe('commands of amendments', () => {
  test('each leaves the record that it means', async () => {
    const id = await api.contract();
    const added = await api.amend(id, 'add-line', {
      effectiveOn: '2026-07-01',
      line: { description: 'Support', quantity: 1, price: { model: 'flat_fee', price: '300', intervalMonths: 3 } },
    });
    expect(added.lines).toHaveLength(2);
    const [seats, support] = added.lines.map(({ lineId }: { lineId: string }) => lineId);

    const discounted = await api.amend(id, 'grant-discount', { discount: { percent: '5' }, effectiveOn: '2026-06-01' });
    expect(discounted.discounts).toMatchObject([{ value: '5', validFrom: '2026-06-01', validUntil: null }]);
    const ended = await api.amend(id, 'end-discount', {
      discountId: discounted.discounts[0].discountId,
      effectiveOn: '2026-10-01',
    });
    expect(ended.discounts).toMatchObject([{ validUntil: '2026-09-30' }]);

    const committed = await api.amend(id, 'change-commitment', { lineId: seats, committedQuantity: 80 });
    expect(committed.lines[0]).toMatchObject({ committedQuantity: 80 });
    expect((await api.amend(id, 'pause', { effectiveOn: '2026-05-20' })).pausedFrom).toBeNull();
    await api.amend(id, 'resume', { effectiveOn: '2026-06-01' });
    expect(await api.amend(id, 'remove-line', { lineId: support, effectiveOn: '2026-11-01' })).toMatchObject({
      lines: [{}, { endDate: '2026-10-31' }],
    });
    expect(await api.amend(id, 'extend', { endDate: '2027-03-31' })).toMatchObject({ endDate: '2027-03-31' });
    expect(
      await api.amend(id, 'change-billing', { billingFrequency: 'monthly', effectiveOn: '2026-10-01' }),
    ).toMatchObject({ billingFrequency: 'monthly', billingIntervalMonths: 1 });
    expect(await api.amend(id, 'decline-renewal')).toMatchObject({ renewalDeclinedOn: '2026-05-15' });
    expect(await api.amend(id, 'renew', { endDate: '2028-03-31' })).toMatchObject({
      status: 'renewed',
      endDate: '2028-03-31',
    });
    expect(await api.amend(id, 'cancel', { atTermEnd: true })).toMatchObject({
      status: 'cancelled',
      lastServiceDay: '2028-03-31',
    });
  });

  test('a renewed contract is found as renewed, and reads the same from the tables', async () => {
    const id = await api.contract();
    const renewed = await api.amend(id, 'renew');
    expect(renewed).toMatchObject({ status: 'renewed', endDate: '2027-12-31' }); // as long as the first term: a year
    const { warnings, ...listed } = renewed;
    expect(warnings).toEqual([]);
    expect((await api.get('/api/contracts?status[eq]=renewed')).json().data).toEqual([listed]);
    expect((await api.get(`/api/contracts/${id}`)).json().data).toEqual(renewed);
  });

  test.each([
    ['adjust-seats', { quantity: 120, effectiveOn: '2027-01-01' }, 'DATE_OUTSIDE_SERVICE', ['effectiveOn']],
    ['adjust-seats', { quantity: 120, effectiveOn: '2026-02-30' }, 'DATE_INVALID', ['effectiveOn']],
    ['adjust-seats', { quantity: -1 }, 'SEATS_INVALID', ['quantity']],
    ['change-commitment', { committedQuantity: 101 }, 'SEATS_BELOW_COMMITMENT', ['committedQuantity']],
    ['grant-discount', { discount: { percent: '101' } }, 'DISCOUNT_INVALID', ['discount.percent']],
    ['grant-discount', { discount: {} }, 'VALIDATION_FAILED', ['discount.percent']],
    ['remove-line', {}, 'CONTRACT_LINE_LAST', ['lineId']],
    ['extend', { endDate: '2026-06-30' }, 'CONTRACT_TERM_SHORTENED', ['endDate']],
    ['resume', {}, 'CONTRACT_NOT_PAUSED', []],
    ['renew', { effectiveOn: '2027-02-01' }, 'RENEWAL_NOT_ADJACENT', ['effectiveOn']],
    ['withdraw-change', { change: 1, reason: 'none there' }, 'CHANGE_NOT_FOUND', []],
    [
      'reprice',
      {
        price: {
          model: 'graduated_tiered',
          tiers: [
            { minQuantity: 1, maxQuantity: 10, unitPrice: '9' },
            { minQuantity: 12, maxQuantity: null, unitPrice: '8' },
          ],
        },
      },
      'TIERS_INVALID',
      ['price'],
    ],
  ])('%s %j: %s', async (verb, body, code, fields) => {
    const id = await api.contract();
    expect(await api.errorOf(id, verb, body)).toMatchObject({ code, fields });
  });
});

describe('a preview of amendments', () => {
  test('shows what they would do to the next invoice, and records nothing', async () => {
    const id = await api.contract();
    const before = await api.timeline(id);
    // Nothing is charged yet: both quarters are due on 15 May. 20 more seats from 15 May: 20 × 30 × 47/91 = 309.89.
    const shown = await preview(id, [
      { command: 'adjust-seats', body: { quantity: 120, effectiveOn: '2026-05-15' } },
      { command: 'cancel', body: { atTermEnd: true } },
    ]);
    expect(shown).toMatchObject({ totalBefore: '6000.00', totalAfter: '6309.89', difference: '309.89' });
    expect(await api.timeline(id)).toEqual(before);
  });

  test('refuses what the command would refuse', async () => {
    const id = await api.contract();
    const answer = await api.post(`/api/contracts/${id}/preview-amendments`, {
      amendments: [{ command: 'extend', body: { endDate: '2026-06-30' } }],
    });
    expect(answer.statusCode).toBe(409);
    expect(answer.json().error.code).toBe('CONTRACT_TERM_SHORTENED');
  });
});

describe('the timeline', () => {
  test('tells the course of a line, and the changes with their numbers', async () => {
    const id = await api.contract();
    await api.amend(id, 'adjust-seats', { quantity: 120, effectiveOn: '2026-04-01', reason: 'New team' });
    await api.amend(id, 'adjust-seats', { quantity: 150, effectiveOn: '2026-07-01' });
    const { lines, changes, facts, status } = await api.timeline(id);
    expect(status).toBe('active');
    expect(lines[0].stretches).toMatchObject([
      { start: '2026-01-01', end: '2026-03-31', quantity: 100 },
      { start: '2026-04-01', end: '2026-06-30', quantity: 120 },
      { start: '2026-07-01', end: '2026-12-31', quantity: 150 },
    ]);
    expect(changes).toMatchObject([
      {
        change: 1,
        state: 'in_effect',
        effectiveOn: '2026-04-01',
        sentence: 'Platform seats: 120 seats instead of 100',
        reason: 'New team',
      },
      { change: 2, state: 'scheduled', effectiveOn: '2026-07-01' },
    ]);
    expect(facts.map(({ type }: { type: string }) => type)).toEqual([
      'ContractDrafted',
      'ContractActivated',
      'SeatsAdjusted',
      'SeatsAdjusted',
    ]);
    expect((await api.timeline(id, '?effectiveOn=2026-05-01')).lines[0].stretches).toMatchObject([{ quantity: 120 }]);
  });

  test('as known before a change was recorded does not know it', async () => {
    const id = await api.contract();
    await api.amend(id, 'adjust-seats', { quantity: 120, effectiveOn: '2026-04-01' });
    const [, activated] = (await api.timeline(id)).facts;
    // The clock stands still here, so what is known at this very moment is everything; before it, nothing.
    expect((await api.timeline(id, `?knownAt=${activated.recordedAt}`)).changes).toHaveLength(1);
    const answer = await api.get(`/api/contracts/${id}/timeline?knownAt=2026-05-14`);
    expect(answer.json().error).toMatchObject({ code: 'CONTRACT_NOT_KNOWN_THEN', statusCode: 409 });
  });

  test('a scheduled change is withdrawn by its number; one in effect is not', async () => {
    const id = await api.contract();
    await api.amend(id, 'adjust-seats', { quantity: 120, effectiveOn: '2026-04-01' });
    await api.amend(id, 'adjust-seats', { quantity: 150, effectiveOn: '2026-07-01' });
    await api.amend(id, 'withdraw-change', { change: 2, reason: 'Entered by mistake' });
    const { lines, changes } = await api.timeline(id);
    expect(lines[0].stretches.map(({ quantity }: { quantity: number }) => quantity)).toEqual([100, 120]);
    expect(changes[1]).toMatchObject({ change: 2, state: 'withdrawn' });
    expect(await api.errorOf(id, 'withdraw-change', { change: 1, reason: 'too late' })).toMatchObject({
      code: 'CHANGE_IN_EFFECT',
    });
  });
});

describe('shares of a contract', () => {
  test('are made, listed, billed by account, and ended', async () => {
    const north = await api.world.open('north');
    const south = await api.world.open('south');
    const id = await api.contract();
    const made = await api.post(`/api/contracts/${id}/shares`, {
      accountId: north,
      seats: 40,
      effectiveOn: '2026-01-01',
    });
    expect(made.statusCode, made.body).toBe(201);
    expect(made.json().data).toEqual({
      contractId: id,
      accountId: north,
      seats: 40,
      percent: null,
      method: 'allocation',
      invoicing: 'one',
      effectiveOn: '2026-01-01',
    });
    await api.amend(id, 'adjust-seats', { quantity: 120, effectiveOn: '2026-04-01' });
    const second = { accountId: south, seats: 30, effectiveOn: '2026-04-01' };
    expect((await api.post(`/api/contracts/${id}/shares`, second)).statusCode).toBe(201);
    expect((await api.get(`/api/contracts/${id}/shares`)).json().data).toMatchObject([
      { accountId: north, seats: 40, effectiveOn: '2026-04-01' },
      { accountId: south, seats: 30 },
    ]);
    expect((await api.get(`/api/contracts/${id}/shares?date=2026-02-01`)).json().data).toMatchObject([
      { accountId: north },
    ]);

    // 30.00 a seat and quarter: 40 and 60 seats in the first, 40, 30 and 50 in the second.
    const { charges } = (await api.get(`/api/contracts/${id}/preview?through=2026-04-01`)).json().data;
    const borne = charges.map((charge: Record<string, string>) => [charge.accountId, charge.amount]);
    expect(borne).toEqual([
      [north, '1200.00'],
      [null, '1800.00'],
      [north, '1200.00'],
      [south, '900.00'],
      [null, '1500.00'],
    ]);

    expect((await api.get(`/api/contracts/shared/${south}`)).json().data).toMatchObject([{ id }]);
    const ended = await api.remove(`/api/contracts/${id}/shares/${south}`);
    expect(ended.statusCode).toBe(204);
    expect((await api.get(`/api/contracts/${id}/shares`)).json().data).toMatchObject([{ accountId: north }]);
    expect((await api.get(`/api/contracts/shared/${south}`)).json().data).toEqual([]);
  });

  test.each([
    [
      'an account that is not there',
      { accountId: '0190a000-0000-7000-8000-0000000000ff', seats: 1 },
      'CONTRACT_ACCOUNT_NOT_FOUND',
    ],
    ['more than all of it', { percent: '100.01' }, 'COST_SPLIT_INVALID'],
  ])('are refused with %s', async (_what, body, code) => {
    const north = await api.world.open('north');
    const id = await api.contract();
    expect(await api.errorOf(id, 'shares', { accountId: north, ...body })).toMatchObject({ code });
  });
});
