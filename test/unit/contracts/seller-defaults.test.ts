import { describe, expect, test } from 'vitest';
import { draftContract } from '../../../src/application/contracts/draft-contract.ts';
import { DEFAULT_SELLER_ID } from '../../../src/application/directory/provision-defaults.ts';
import { type ChangeSellerInput, changeSeller } from '../../../src/application/directory/sellers.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { aDraftInput, type ContractWorld, contractWorld } from '../../support/controls/contracts.ts';
import { aProvenance } from '../../support/controls/provenance.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';

async function sellerWith(changes: ChangeSellerInput['changes']): Promise<ContractWorld> {
  const world = await contractWorld();
  await changed(world, changes);
  return world;
}

async function changed({ deps }: ContractWorld, changes: ChangeSellerInput['changes']): Promise<void> {
  const input = { sellerId: DEFAULT_SELLER_ID, changes, reason: 'Test', expectedRevision: undefined };
  acceptedOutcome(await changeSeller(deps, input, aProvenance()));
}

const termsFor = async (world: ContractWorld, changes: Parameters<typeof aDraftInput>[0]) =>
  acceptedOutcome(await draftContract(world.deps, aDraftInput(changes), aProvenance())).state.terms;

describe('payment terms', () => {
  const ofSeller = { paymentTerms: 'custom', paymentTermsDays: 45 } as const;
  const ofAccount = { paymentTerms: 'net_60', paymentTermsDays: null } as const;

  test('are the contract’s before the account’s, and those before the seller’s', async () => {
    const world = await sellerWith({ defaultTerms: ofSeller });
    const own = await world.open('Own', ofAccount);
    const none = await world.open('None', { paymentTerms: null });
    const ofContract = { paymentTerms: 'due_on_receipt', paymentTermsDays: null } as const;
    expect(await termsFor(world, { accountId: own, contractNumber: 'A', ...ofContract })).toMatchObject(ofContract);
    expect(await termsFor(world, { accountId: own, contractNumber: 'B' })).toMatchObject(ofAccount);
    expect(await termsFor(world, { accountId: none, contractNumber: 'C' })).toMatchObject(ofSeller);
  });

  test('are 30 days where nobody says anything', async () => {
    const world = await contractWorld();
    const none = await world.open('None', { paymentTerms: null });
    expect(await termsFor(world, { accountId: none })).toMatchObject({
      paymentTerms: 'net_30',
      paymentTermsDays: null,
    });
  });

  test('stay on the contract when the seller changes its own', async () => {
    const world = await sellerWith({ defaultTerms: ofSeller });
    const accountId = await world.open('None', { paymentTerms: null });
    await termsFor(world, { accountId, contractNumber: 'A' });
    await changed(world, { defaultTerms: null });
    const contracts = world.eventStore.log().flatMap(({ event }) => (event.type === 'ContractDrafted' ? [event] : []));
    expect(contracts.map(({ data }) => data)).toMatchObject([ofSeller]);
    expect(await termsFor(world, { accountId, contractNumber: 'B' })).toMatchObject({ paymentTerms: 'net_30' });
  });
});

describe('lead days', () => {
  const invoiceLeadDays = [
    { validFrom: civilDate('2025-01-01'), value: 14 },
    { validFrom: civilDate('2026-02-01'), value: 366 },
  ];

  test('are the seller’s on the day on which the contract starts', async () => {
    const world = await sellerWith({ policies: { invoiceLeadDays } });
    // The contract of the control starts on 1 January 2026.
    const january = await termsFor(world, { contractNumber: 'A' });
    const march = await termsFor(world, { contractNumber: 'B', startDate: civilDate('2026-03-01') });
    expect([january.policies.invoiceLeadDays, march.policies.invoiceLeadDays]).toEqual([14, 366]);
    expect(january.policies.proration).toBe('actual_days');
  });

  test('are the contract’s own where it says them, none included, and zero where nobody does', async () => {
    const world = await sellerWith({ policies: { invoiceLeadDays } });
    const own = await termsFor(world, { policies: { invoiceLeadDays: 0 } });
    const nobodys = await termsFor(await contractWorld(), {});
    expect([own.policies.invoiceLeadDays, nobodys.policies.invoiceLeadDays]).toEqual([0, 0]);
  });
});
