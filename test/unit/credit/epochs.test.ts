import { describe, expect, it } from 'vitest';
import { creditLineId, creditLineStream, currentEpoch } from '../../../src/application/credit/line-streams.ts';
import { reduceCredit, releaseCredit } from '../../../src/application/credit/reserve-credit.ts';
import { EPOCH_EVENTS_MAX } from '../../../src/domain/credit/credit-line.ts';
import { useOf } from '../../../src/domain/credit/uses.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { amount } from '../../support/controls/accounts.ts';
import { anInvoiceId, type CreditWorld, creditWorld, usesOf } from '../../support/credit-world.ts';

class Killed extends Error {}

async function limited(world: CreditWorld): Promise<AccountId> {
  const acme = await world.account('Acme', { creditLimit: amount('1000000') });
  await world.policy(acme, {});
  return acme;
}

const stream = (world: CreditWorld, accountId: AccountId, epoch: number) =>
  creditLineStream(world.tenantId, creditLineId({ accountId, scope: 'own', currency: 'EUR' }, epoch));

/** `count` documents of 1.00, in turn by two workers with a view of their own. */
async function reserveMany(world: CreditWorld, accountId: AccountId, from: number, count: number): Promise<void> {
  const workers = [world.credit(), world.credit()];
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      world.reserve(accountId, `document ${from + index}`, '1', workers[index % 2]),
    ),
  );
}

describe('a line of many documents', () => {
  it('goes on in its next epoch before a stream has more than 1,000 events, whoever meets it', async () => {
    const world = await creditWorld();
    const acme = await limited(world);
    for (let from = 0; from < 3200; from += 400) {
      await reserveMany(world, acme, from, 400);
    }
    expect(world.used(acme)).toBe('3200.00');
    const epoch = world.line(acme)?.epoch ?? 0;
    expect(epoch).toBeGreaterThanOrEqual(4);
    for (let each = 1; each <= epoch; each += 1) {
      const types = world.store.typesOf(stream(world, acme, each));
      expect(types.length).toBeLessThanOrEqual(EPOCH_EVENTS_MAX);
      expect(types.filter((type) => type === 'CreditLineOpened')).toHaveLength(1);
      expect(types.at(-1) === 'CreditLineCarriedForward').toBe(each < epoch);
    }
    // more open uses than one event takes over came along in parts
    expect(world.line(acme)?.usesToCome).toBe(0);
    expect(world.store.typesOf(stream(world, acme, epoch))).toContain('CreditUsesTakenOver');
  }, 120_000);

  it('gives back in the epoch of today what was used in one that is over', async () => {
    const world = await creditWorld();
    const acme = await limited(world);
    const uses = usesOf(await world.reserve(acme, 'old', '500'));
    await world.reserve(acme, 'paid', '300');
    await reserveMany(world, acme, 0, 1000);
    expect(uses.map(({ lineId }) => lineId)).toEqual([stream(world, acme, 1).id]);
    expect(world.line(acme)?.epoch).toBe(2);

    await releaseCredit(world.credit(), anInvoiceId('old'), uses, 'void', world.by());
    const payment = { amount: amount('120'), because: 'payment', byId: anInvoiceId('receipt') } as const;
    await reduceCredit(world.credit(), { ...payment, invoiceId: anInvoiceId('paid') }, world.by());
    await reduceCredit(world.credit(), { ...payment, invoiceId: anInvoiceId('paid') }, world.by());
    // 1,000 documents of 1.00, and 300 − 120 of the other one
    expect(world.used(acme)).toBe('1180.00');
  }, 60_000);

  it('is carried on by the next one when whoever closed an epoch falls', async () => {
    const world = await creditWorld();
    const acme = await limited(world);
    await reserveMany(world, acme, 0, 950);
    let hasFallen = false;
    world.store.afterAppend = (_stream, [first]) => {
      if (first?.type === 'CreditLineCarriedForward') {
        hasFallen = true;
        world.store.afterAppend = undefined;
        throw new Killed();
      }
    };
    for (let from = 950; !hasFallen; from += 10) {
      await reserveMany(world, acme, from, 10).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
    }
    expect(world.store.typesOf(stream(world, acme, 2))).toEqual([]);
    await world.reserve(acme, 'next', '1');
    const line = world.line(acme);
    expect(line?.epoch).toBe(2);
    expect(line === undefined ? undefined : useOf(line.uses, anInvoiceId('document 0'))?.amount).toBe('1.00');
    expect(line === undefined ? undefined : useOf(line.uses, anInvoiceId('next'))?.amount).toBe('1.00');
  }, 60_000);

  it('is found by its current epoch with few looks, however many there are', async () => {
    const world = await creditWorld();
    const closed = 100;
    let looks = 0;
    const line = { accountId: await limited(world), scope: 'own', currency: 'EUR' } as const;
    const ids = new Map(Array.from({ length: closed }, (_, index) => [creditLineId(line, index + 1), index + 1]));
    const eventStore = {
      ...world.store,
      last: async ({ id }: { id: string }) => {
        looks += 1;
        return ids.has(id) ? { event: { type: 'CreditLineCarriedForward' } } : undefined;
      },
    } as unknown as typeof world.store; // all that is asked for
    expect(await currentEpoch(eventStore, world.tenantId, line, 1)).toBe(101);
    expect(looks).toBeLessThanOrEqual(15);
  });
});
