import { describe, expect, it } from 'vitest';
import { reduceCredit, releaseCredit, reserveCredit } from '../../../src/application/credit/reserve-credit.ts';
import { moveAccount } from '../../../src/application/directory/move-account.ts';
import { amount } from '../../support/controls/accounts.ts';
import { anInvoiceId, type CreditWorld, creditWorld, usesOf } from '../../support/credit-world.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';

class Killed extends Error {}

/** Group (2,000 for all of it) ← North (own limit 1,500), South (none). */
async function group(world: CreditWorld) {
  const top = await world.account('Group');
  await world.policy(top, { groupCreditLimit: amount('2000') });
  const north = await world.account('North', { parentAccountId: top, creditLimit: amount('1500') });
  await world.policy(north, {});
  const south = await world.account('South', { parentAccountId: top });
  return { top, north, south };
}

describe('an account without a limit', () => {
  it('costs one look at the account, and nothing is written', async () => {
    const world = await creditWorld();
    const acme = await world.account('Acme');
    const before = world.store.log().length;
    expect(await world.reserve(acme, 'one', '1000000')).toEqual({ outcome: 'not_limited' });
    expect(world.store.log().length).toBe(before);
  });

  it('waits all the same when it is on hold and holds its invoices', async () => {
    const world = await creditWorld();
    const acme = await world.account('Acme');
    await world.policy(acme, {});
    const on = world.today();
    await world.onAccount(acme, { kind: 'holdCredit', reason: 'Cheque bounced', on, role: 'finance' });
    expect(await world.reserve(acme, 'one', '10')).toEqual({
      outcome: 'hold',
      code: 'ACCOUNT_ON_HOLD',
      message:
        'Account Acme is on credit hold (Cheque bounced). Somebody who may release credit holds has to release it.',
    });
    await world.onAccount(acme, { kind: 'releaseCredit', reason: null, on, role: null, automaticAgainOn: null });
    expect(await world.reserve(acme, 'one', '10')).toEqual({ outcome: 'not_limited' });
  });
});

describe('a document of a limited account', () => {
  it('uses its own limit and that of the group, outermost last', async () => {
    const world = await creditWorld();
    const { top, north, south } = await group(world);
    const uses = usesOf(await world.reserve(north, 'one', '1190'));
    expect(uses.map(({ amount: used, beyondLimit }) => ({ used, beyondLimit }))).toEqual([
      { used: '1190.00', beyondLimit: false },
      { used: '1190.00', beyondLimit: false },
    ]);
    expect(world.line(north)?.used.toFixed(2)).toBe('1190.00');
    // South has no limit of its own: 1,190 + 800 = 1,990 of 2,000
    expect(usesOf(await world.reserve(south, 'two', '800'))).toHaveLength(1);
    expect(world.used(top, 'group')).toBe('1990.00');
  });

  it('says the same when it is asked again, and uses nothing twice', async () => {
    const world = await creditWorld();
    const { top, north } = await group(world);
    const first = await world.reserve(north, 'one', '1190');
    const before = world.store.log().length;
    expect(await world.reserve(north, 'one', '1190')).toEqual(first);
    expect(world.store.log().length).toBe(before);
    expect(world.used(top, 'group')).toBe('1190.00');
  });

  it('uses nothing when an outer limit does not cover it', async () => {
    const world = await creditWorld();
    const { top, north, south } = await group(world);
    await world.reserve(south, 'one', '1000');
    // 1,200 fits into the own 1,500, and not into what is left of the group: 2,000 − 1,000
    expect(await world.reserve(north, 'two', '1200')).toMatchObject({
      outcome: 'hold',
      code: 'CREDIT_LIMIT_EXCEEDED',
      message: expect.stringContaining('Group with the accounts below it is 2000.00 EUR: 1000.00 used'),
    });
    expect([world.used(north), world.used(top, 'group')]).toEqual(['0.00', '1000.00']);
  });

  it('is not compared with a limit in another currency: held where invoices are held, else let through', async () => {
    const world = await creditWorld();
    const acme = await world.account('Acme', { creditLimit: amount('10') });
    const inDollars = { invoiceId: anInvoiceId('one'), accountId: acme, currency: 'USD', gross: amount('999') };
    const demand = { ...inDollars, on: world.today() };
    expect(await reserveCredit(world.credit(), demand, world.by())).toEqual({ outcome: 'not_limited' });
    await world.policy(acme, {});
    expect(await reserveCredit(world.credit(), demand, world.by())).toMatchObject({
      outcome: 'hold',
      code: 'CREDIT_CURRENCY_MISMATCH',
    });
  });

  it('gives back where it was made, wherever the account has moved since', async () => {
    const world = await creditWorld();
    const { top, north } = await group(world);
    const other = await world.account('Other');
    await world.policy(other, { groupCreditLimit: amount('5000') });
    const uses = usesOf(await world.reserve(north, 'one', '1190'));
    const { eventStore, clock } = world.deps;
    const finders = { levelsBelow: async () => 0 } as never; // all that a move asks for
    const move = { accountId: north, toParentId: other, reason: null };
    acceptedOutcome(await moveAccount({ eventStore, clock, finders }, move, world.by()));

    await releaseCredit(world.credit(), anInvoiceId('one'), uses, 'discarded', world.by());
    expect([world.used(north), world.used(top, 'group'), world.used(other, 'group')]).toEqual([
      '0.00',
      '0.00',
      'no line',
    ]);
    // what comes from now on counts in the new place
    await world.reserve(north, 'two', '100');
    expect([world.used(top, 'group'), world.used(other, 'group')]).toEqual(['0.00', '100.00']);
  });

  it('is settled by payments on every line that it uses, each once', async () => {
    const world = await creditWorld();
    const { top, north } = await group(world);
    await world.reserve(north, 'one', '1190');
    const byId = anInvoiceId('receipt');
    const payment = { invoiceId: anInvoiceId('one'), amount: amount('190'), because: 'payment', byId } as const;
    await reduceCredit(world.credit(), payment, world.by());
    await reduceCredit(world.credit(), payment, world.by());
    expect([world.used(north), world.used(top, 'group')]).toEqual(['1000.00', '1000.00']);
    await reduceCredit(world.credit(), { ...payment, amount: amount('9999'), byId: anInvoiceId('more') }, world.by());
    expect([world.used(north), world.used(top, 'group')]).toEqual(['0.00', '0.00']);
  });
});

describe('at the same moment', () => {
  it('two subsidiaries reach the limit of their group: exactly one wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const world = await creditWorld();
      const { top, north, south } = await group(world);
      // each alone fits into 2,000; both together do not
      const outcomes = await Promise.all([world.reserve(north, 'one', '1100'), world.reserve(south, 'two', '1100')]);
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['hold', 'reserved']);
      expect(world.used(top, 'group')).toBe('1100.00');
      expect(world.used(north)).toBe(outcomes[0]?.outcome === 'reserved' ? '1100.00' : '0.00');
    }
  });

  it('a chunk decides for each document, and appends together', async () => {
    const world = await creditWorld();
    const acme = await world.account('Acme', { creditLimit: amount('1000') });
    await world.policy(acme, {});
    const deps = world.credit();
    // 30 documents of 100 into 1,000: ten fit
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, index) => world.reserve(acme, `document ${index}`, '100', deps)),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(10);
    expect(world.used(acme)).toBe('1000.00');
  });
});

describe('a fall', () => {
  /** Appends of a reservation that is refused by the outermost limit: uses, and their undoing. */
  async function refused(world: CreditWorld) {
    const { top, north, south } = await group(world);
    await world.reserve(south, 'one', '1000');
    return { top, north };
  }

  it.each([1, 2, 3])(
    'before append %i of a refused reservation leaves nothing used after the next try',
    async (fatal) => {
      const world = await creditWorld();
      const { top, north } = await refused(world);
      let count = 0;
      world.store.beforeAppend = () => {
        count += 1;
        if (count === fatal) {
          throw new Killed();
        }
      };
      await world.reserve(north, 'two', '1200').catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      expect(await world.reserve(north, 'two', '1200')).toMatchObject({ outcome: 'hold' });
      expect([world.used(north), world.used(top, 'group')]).toEqual(['0.00', '1000.00']);
    },
  );

  it.each([1, 2, 3, 4])('after append %i of a reservation: the next try finds it', async (fatal) => {
    const world = await creditWorld();
    const { top, north } = await group(world);
    let count = 0;
    world.store.afterAppend = () => {
      count += 1;
      if (count === fatal) {
        throw new Killed();
      }
    };
    await world.reserve(north, 'one', '1200').catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
    expect(usesOf(await world.reserve(north, 'one', '1200'))).toHaveLength(2);
    expect([world.used(north), world.used(top, 'group')]).toEqual(['1200.00', '1200.00']);
  });
});
