import { describe, expect, test } from 'vitest';
import { activateContract } from '../../../src/application/contracts/activate-contract.ts';
import { amendContract } from '../../../src/application/contracts/amend-contract.ts';
import type { Amendment } from '../../../src/application/contracts/amendment.ts';
import { changeContract } from '../../../src/application/contracts/change-contract.ts';
import type { ContractChanges } from '../../../src/application/contracts/contract-changes.ts';
import {
  type DraftContractInput,
  draftContract,
  signedLines,
} from '../../../src/application/contracts/draft-contract.ts';
import { previewCharges } from '../../../src/application/contracts/preview-charges.ts';
import { accountStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import { flat, seats } from '../../support/contracts.ts';
import { amount, anAccountId, currency } from '../../support/controls/accounts.ts';
import { aDraftInput, contractWorld } from '../../support/controls/contracts.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';

/** 15 May 2026, 11:30 in Berlin. */
async function having(changes: Partial<DraftContractInput> = {}, now?: string) {
  const world = await contractWorld(now);
  const outcome = await draftContract(world.deps, aDraftInput(changes), aProvenance());
  const { contractId } = acceptedOutcome(outcome).state;
  const target = { contractId, expectedRevision: undefined };
  return {
    ...world,
    contractId,
    target,
    change: (wanted: Partial<ContractChanges>, by = aProvenance()) =>
      changeContract(world.deps, { ...target, changes: { terms: {}, ...wanted } }, by),
    events: async () =>
      (await world.eventStore.read({ category: 'contract', tenantId: TENANT, id: contractId })).map(
        ({ event }) => event,
      ),
  };
}

describe('a PATCH of a draft', () => {
  test('holds from the start, in one fact', async () => {
    const { change } = await having();
    const { state, events } = acceptedOutcome(
      await change({ seatCount: 120, seatPrice: amount('12'), terms: { startDate: civilDate('2026-02-01') } }),
    );
    expect(events.map(({ type }) => type)).toEqual(['ContractDraftRevised']);
    expect(state).toMatchObject({ terms: { startDate: '2026-02-01' }, lines: [{ quantity: 120, price: seats('12') }] });
  });

  test('that says what is so already is no fact', async () => {
    const { change } = await having();
    const same = await change({
      contractNumber: 'C-2026-1',
      seatCount: 100,
      seatPrice: amount('10.00'),
      terms: { contractName: 'Platform seats', endDate: civilDate('2026-12-31'), currency: currency('EUR') },
      status: 'draft',
    });
    expect(acceptedOutcome(same).events).toEqual([]);
  });

  test('with another term spreads the value anew', async () => {
    const { change } = await having({ seatPrice: null, contractValue: amount('12000') });
    const longer = acceptedOutcome(await change({ terms: { endDate: civilDate('2027-12-31') } }));
    expect(signedLines(longer.state)[0]?.price).toEqual(flat('12000', 24));
    const dearer = acceptedOutcome(await change({ terms: { contractValue: amount('15000') } }));
    expect(signedLines(dearer.state)[0]?.price).toEqual(flat('15000', 24));
    expect(rejectionOf(await change({ terms: { endDate: civilDate('2027-12-30') } })).code).toBe(
      'CONTRACT_VALUE_NOT_SPREADABLE',
    );
  });

  test('with another frequency changes the interval', async () => {
    const { change } = await having();
    const { state } = acceptedOutcome(await change({ terms: { billingFrequency: 'annual' } }));
    expect(state.terms).toMatchObject({ billingFrequency: 'annual', billingIntervalMonths: 12 });
  });

  test('to another account, which must be there; the bill-to follows', async () => {
    const { change, open } = await having();
    expect(rejectionOf(await change({ terms: { accountId: anAccountId('nobody') } })).code).toBe(
      'CONTRACT_ACCOUNT_NOT_FOUND',
    );
    const accountId = await open('Globex');
    const { state } = acceptedOutcome(await change({ terms: { accountId } }));
    expect(state.terms).toMatchObject({ accountId, billToAccountId: accountId });
  });

  test('with status active activates it as changed, all in one', async () => {
    const { change } = await having();
    const { state, events } = acceptedOutcome(await change({ seatCount: 120, status: 'active' }));
    expect(events.map(({ type }) => type)).toEqual(['ContractDraftRevised', 'ContractActivated']);
    expect(state).toMatchObject({ status: 'active', lines: [{ quantities: [{ value: 120 }] }] });
  });

  test('cannot cancel it', async () => {
    const { change } = await having();
    expect(rejectionOf(await change({ status: 'cancelled' })).code).toBe('CONTRACT_NOT_ACTIVE');
  });

  test('the number stays', async () => {
    const { change } = await having();
    expect(rejectionOf(await change({ contractNumber: 'C-9' })).code).toBe('CONTRACT_TERM_FIXED');
  });
});

describe('a PATCH of an active contract', () => {
  test('changes seats and price from today where the seller is', async () => {
    // 22:30 UTC on 15 May is half past midnight on the 16th in Berlin.
    const { change } = await having({ status: 'active' }, '2026-05-15T22:30:00.000Z');
    const { events } = acceptedOutcome(await change({ seatCount: 120, seatPrice: amount('12') }));
    expect(events).toMatchObject([
      { type: 'SeatsAdjusted', data: { effectiveOn: '2026-05-16', from: 100, to: 120 } },
      { type: 'LineRepriced', data: { effectiveOn: '2026-05-16', price: seats('12') } },
    ]);
  });

  test('before its start holds from the start', async () => {
    const { change } = await having({ status: 'active' }, '2025-12-01T09:00:00.000Z');
    const { events } = acceptedOutcome(await change({ seatCount: 120 }));
    expect(events).toMatchObject([{ type: 'SeatsAdjusted', data: { effectiveOn: '2026-01-01' } }]);
  });

  test('with every field as it is: nothing', async () => {
    const { change } = await having({ status: 'active', contractValue: amount('12000') });
    const same = await change({
      contractNumber: 'C-2026-1',
      seatCount: 100,
      seatPrice: amount('10.0'),
      committedSeats: 0,
      status: 'active',
      terms: {
        accountId: anAccountId('acme'),
        startDate: civilDate('2026-01-01'),
        endDate: civilDate('2026-12-31'),
        contractValue: amount('12000.00'),
        billingFrequency: 'quarterly',
        paymentTerms: 'net_30',
        notes: null,
        metadata: {},
      },
    });
    expect(acceptedOutcome(same).events).toEqual([]);
  });

  test.each([
    ['accountId', anAccountId('other')],
    ['billToAccountId', anAccountId('other')],
    ['startDate', '2026-02-01'],
    ['currency', 'USD'],
    ['contractValue', '1'],
    ['billingFrequency', 'annual'],
  ])('cannot change %s any more', async (field, value) => {
    const { change } = await having({ status: 'active' });
    const rejection = rejectionOf(await change({ terms: { [field]: value } as ContractChanges['terms'] }));
    expect(rejection.code).toBe('CONTRACT_TERM_FIXED');
    expect(Object.keys(rejection.fields ?? {})).toEqual([field]);
  });

  test('one refusal refuses all of it', async () => {
    const { change, events } = await having({ status: 'active', committedSeats: 50 });
    const refused = await change({ seatCount: 49, terms: { notes: 'fewer' } });
    expect(rejectionOf(refused).code).toBe('SEATS_BELOW_COMMITMENT');
    expect(await events()).toHaveLength(2);
  });

  test('changes details and payment terms', async () => {
    const { change } = await having({ status: 'active' });
    const { events } = acceptedOutcome(
      await change({ terms: { purchaseOrderNumber: 'PO-1', paymentTerms: 'net_60', paymentTermsDays: 60 } }),
    );
    expect(events).toEqual([
      { type: 'ContractDetailsChanged', data: { purchaseOrderNumber: 'PO-1', paymentTerms: 'net_60' } },
    ]);
  });

  test('with status cancelled cancels today', async () => {
    const { change } = await having({ status: 'active' });
    const { events } = acceptedOutcome(await change({ status: 'cancelled' }));
    expect(events).toMatchObject([{ type: 'ContractCancelled', data: { lastServiceDay: '2026-05-15' } }]);
    expect(acceptedOutcome(await change({ status: 'cancelled' })).events).toEqual([]);
    expect(rejectionOf(await change({ status: 'active' })).code).toBe('CONTRACT_STATUS_NOT_SETTABLE');
  });

  test('that is over: expired is what it is, cancelled it cannot become', async () => {
    const { change } = await having({ status: 'active' }, '2027-01-01T09:00:00.000Z');
    expect(acceptedOutcome(await change({ status: 'expired' })).events).toEqual([]);
    expect(rejectionOf(await change({ status: 'cancelled' })).code).toBe('CONTRACT_STATUS_NOT_SETTABLE');
  });

  test('with a later last day extends the term; with an earlier one it is refused, naming the command', async () => {
    const { change } = await having({ status: 'active' });
    const until = (endDate: string) => change({ terms: { endDate: civilDate(endDate) } });
    expect(acceptedOutcome(await until('2027-01-31')).events).toMatchObject([
      { type: 'TermExtended', data: { effectiveOn: '2027-01-01', endDate: '2027-01-31' } },
    ]);
    expect(acceptedOutcome(await until('2027-01-31')).events).toEqual([]);
    const { code, message, fields } = rejectionOf(await until('2026-11-30'));
    expect([code, fields]).toEqual(['CONTRACT_TERM_SHORTENED', { endDate: 'must be later than 2027-01-31' }]);
    expect(message).toContain('command cancel');
  });

  test('raises the commitment from today, with the seats that it needs; it does not lower it', async () => {
    const { change } = await having({ status: 'active', committedSeats: 50 });
    const { events } = acceptedOutcome(await change({ seatCount: 120, committedSeats: 110 }));
    expect(events).toMatchObject([
      { type: 'SeatsAdjusted', data: { effectiveOn: '2026-05-15', from: 100, to: 120 } },
      { type: 'CommitmentChanged', data: { effectiveOn: '2026-05-15', from: 50, to: 110 } },
    ]);
    expect(rejectionOf(await change({ committedSeats: 130 })).code).toBe('SEATS_BELOW_COMMITMENT');
    expect(rejectionOf(await change({ committedSeats: 100 })).code).toBe('COMMITMENT_FIXED');
  });

  test('with status renewed agrees a term as long as before; sent again it is so already', async () => {
    const { change } = await having({ status: 'active' });
    const { events } = acceptedOutcome(await change({ status: 'renewed' }));
    expect(events).toMatchObject([
      {
        type: 'ContractRenewed',
        data: { effectiveOn: '2027-01-01', endDate: '2027-12-31', isAutomatic: false, contractValue: null, lines: [] },
      },
    ]);
    expect(acceptedOutcome(await change({ status: 'renewed' })).events).toEqual([]);
  });

  test('with status renewed and more takes the last day and value of the new term, and the prices left by the rest', async () => {
    const renewalPrice = { kind: 'percent', percent: amount('10') } as const;
    const { change } = await having({ status: 'active', contractValue: amount('12000'), renewalPrice });
    const wanted = { endDate: civilDate('2027-06-30'), contractValue: amount('7920') };
    const { events } = acceptedOutcome(await change({ status: 'renewed', seatPrice: amount('12'), terms: wanted }));
    // 12.00 from today, and 10 % more with the new term.
    expect(events).toMatchObject([
      { type: 'LineRepriced', data: { effectiveOn: '2026-05-15', price: seats('12') } },
      {
        type: 'ContractRenewed',
        data: { effectiveOn: '2027-01-01', ...wanted, lines: [{ quantity: null, price: seats('13.2') }] },
      },
    ]);
  });

  test('with status renewed brings a contract back that is over, and not one that was cancelled', async () => {
    const over = await having({ status: 'active' }, '2027-03-01T09:00:00.000Z');
    expect(acceptedOutcome(await over.change({ status: 'renewed' })).events).toMatchObject([
      { type: 'ContractRenewed', data: { renewedOn: '2027-03-01', effectiveOn: '2027-01-01' } },
    ]);
    const cancelled = await having({ status: 'active' });
    await cancelled.change({ status: 'cancelled' });
    expect(rejectionOf(await cancelled.change({ status: 'renewed' })).code).toBe('CONTRACT_STATUS_NOT_SETTABLE');
  });

  test('overtaken by somebody else is made again on what is there then', async () => {
    const { change, eventStore, deps, target } = await having({ status: 'active' });
    let isOvertaken = false;
    eventStore.beforeAppend = async ({ category }) => {
      if (category === 'contract' && !isOvertaken) {
        isOvertaken = true;
        const amendment = {
          kind: 'adjustSeats',
          lineId: null,
          effectiveOn: null,
          quantity: 110,
          reason: null,
        } as const;
        await amendContract(deps, { ...target, amendment }, aProvenance());
      }
    };
    const { events } = acceptedOutcome(await change({ seatCount: 120 }));
    expect(events).toMatchObject([{ type: 'SeatsAdjusted', data: { from: 110, to: 120 } }]);
  });

  test('on a revision that is not the last one is refused', async () => {
    const { deps, target } = await having({ status: 'active' });
    const stale = { ...target, expectedRevision: 0, changes: { terms: {}, seatCount: 120 } };
    expect(rejectionOf(await changeContract(deps, stale, aProvenance())).code).toBe('REVISION_MISMATCH');
  });

  test('sent twice is one change', async () => {
    const { change } = await having({ status: 'active' });
    const by = aProvenance();
    await change({ seatCount: 120 }, by);
    await change({ seatCount: 130 });
    const again = acceptedOutcome(await change({ seatCount: 120 }, by));
    expect(again.events).toEqual([]);
  });
});

/** Today, as the contract says. */
const CANCEL = {
  kind: 'cancel',
  lastServiceDay: null,
  atTermEnd: false,
  creditUnusedDays: null,
  fee: null,
  reason: null,
} as const;

describe('commands on a contract', () => {
  test('adjust, reprice and cancel from a given day', async () => {
    const { deps, target, events } = await having({ status: 'active' });
    const line = { lineId: null, reason: 'Merger' };
    const amend = (amendment: Amendment) => amendContract(deps, { ...target, amendment }, aProvenance());
    await amend({ kind: 'adjustSeats', ...line, effectiveOn: civilDate('2026-03-01'), quantity: 150 });
    await amend({ kind: 'reprice', ...line, effectiveOn: civilDate('2026-07-01'), price: seats('9') });
    await amend({ ...CANCEL, lastServiceDay: civilDate('2026-09-30'), reason: 'Merger' });
    expect((await events()).slice(2)).toMatchObject([
      { type: 'SeatsAdjusted', data: { effectiveOn: '2026-03-01', to: 150, reason: 'Merger' } },
      { type: 'LineRepriced', data: { effectiveOn: '2026-07-01' } },
      { type: 'ContractCancelled', data: { cancelledOn: '2026-05-15', lastServiceDay: '2026-09-30' } },
    ]);
  });

  test('cancelled before the start, it is never served', async () => {
    const { deps, target } = await having({ status: 'active' }, '2025-12-01T09:00:00.000Z');
    const outcome = await amendContract(deps, { ...target, amendment: CANCEL }, aProvenance());
    expect(acceptedOutcome(outcome).state).toMatchObject({ status: 'cancelled', serviceEnd: '2026-01-01' });
  });

  test('activating again is no error', async () => {
    const { deps, target } = await having({ status: 'active' });
    expect(acceptedOutcome(await activateContract(deps, target, aProvenance())).events).toEqual([]);
  });

  test('a draft is not activated on an account that was closed since', async () => {
    const { deps, target, eventStore } = await having();
    const closed = { type: 'AccountClosed', data: { closedOn: civilDate('2026-05-01'), reason: null } };
    await eventStore.append(accountStream(TENANT, anAccountId('acme')), 0, [closed], aProvenance());
    expect(rejectionOf(await activateContract(deps, target, aProvenance())).code).toBe('ACCOUNT_CLOSED');
  });

  test('on nothing: not found', async () => {
    const { deps } = await having();
    const nowhere = { contractId: anAccountId('x') as string as ContractId, expectedRevision: undefined };
    expect(rejectionOf(await activateContract(deps, nowhere, aProvenance())).code).toBe('CONTRACT_NOT_FOUND');
  });
});

describe('a preview', () => {
  test('is what would be charged, and appends nothing', async () => {
    const { deps, contractId, eventStore } = await having({ status: 'active' });
    const before = eventStore.log().length;
    const range = { contractId, from: null, through: civilDate('2026-04-01') };
    const preview = await previewCharges(deps, range, { tenantId: TENANT });
    expect(preview).toMatchObject({ outcome: 'accepted', charges: [{ amount: '3000.00' }, { amount: '3000.00' }] });
    expect(eventStore.log()).toHaveLength(before);
  });

  test('of a draft there is none', async () => {
    const { deps, contractId } = await having();
    const range = { contractId, from: null, through: civilDate('2026-04-01') };
    const preview = await previewCharges(deps, range, { tenantId: TENANT });
    expect(rejectionOf(preview).code).toBe('CONTRACT_NOT_ACTIVE');
  });
});
