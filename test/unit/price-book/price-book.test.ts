import { describe, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { PriceBookEvent } from '../../../src/domain/price-book/events.ts';
import { priceBook } from '../../../src/domain/price-book/price-book.ts';
import type { PriceVersion } from '../../../src/domain/price-book/versions.ts';
import { flat, seats, tiers } from '../../support/contracts.ts';
import { amount, currency } from '../../support/controls/accounts.ts';
import {
  aPriceBook,
  aVersion,
  priceBookActivated,
  priceBookAdded,
  priceSet,
} from '../../support/controls/price-books.ts';
import { aProductId } from '../../support/controls/products.ts';
import { given } from '../../support/given.ts';

const TODAY = civilDate('2026-05-15');
const PRODUCT = aProductId('seats');
const retired: PriceBookEvent = { type: 'PriceBookRetired', data: { retiredOn: TODAY, reason: null } };

const draft = [priceBookAdded()];
const active = [priceBookAdded(), priceBookActivated];

const setting = (version: PriceVersion) =>
  ({ kind: 'setPrice', productId: PRODUCT, today: TODAY, ...version }) as const;
const withdrawing = (validFrom: string) =>
  ({ kind: 'withdrawPrice', productId: PRODUCT, today: TODAY, validFrom: civilDate(validFrom) }) as const;

describe('the life of a price book', () => {
  it('is added once', () => {
    given(priceBook, []).when({ kind: 'add', book: aPriceBook() }).thenAccepts(priceBookAdded());
    given(priceBook, draft).when({ kind: 'add', book: aPriceBook() }).thenRejects('PRICE_BOOK_EXISTS');
  });

  it('changes by what differs', () => {
    given(priceBook, draft)
      .when({ kind: 'change', changes: { name: 'Overseas', isDefault: true } })
      .thenAccepts({ type: 'PriceBookChanged', data: { isDefault: true } });
    given(priceBook, draft)
      .when({ kind: 'change', changes: { name: 'Overseas' } })
      .thenIgnores();
    given(priceBook, [])
      .when({ kind: 'change', changes: { name: 'New' } })
      .thenRejects('PRICE_BOOK_NOT_FOUND');
  });

  it('is activated once', () => {
    given(priceBook, draft)
      .when({ kind: 'activate', today: TODAY })
      .thenAccepts({ type: 'PriceBookActivated', data: { activatedOn: TODAY } });
    given(priceBook, active).when({ kind: 'activate', today: TODAY }).thenIgnores();
  });

  it('ends when it is retired', () => {
    given(priceBook, active).when({ kind: 'retire', today: TODAY, reason: null }).thenAccepts(retired);
    given(priceBook, [...active, retired])
      .when({ kind: 'retire', today: TODAY, reason: null })
      .thenIgnores();
    for (const command of [
      { kind: 'activate', today: TODAY } as const,
      { kind: 'change', changes: { name: 'New' } } as const,
      setting(aVersion('2026-06-01')),
      withdrawing('2026-06-01'),
    ]) {
      given(priceBook, [...active, retired])
        .when(command)
        .thenRejects('PRICE_BOOK_RETIRED');
    }
  });
});

describe('setting a price', () => {
  it('records a version, once', () => {
    given(priceBook, active)
      .when(setting(aVersion('2026-06-01')))
      .thenAccepts(priceSet(aVersion('2026-06-01')));
    given(priceBook, [...active, priceSet(aVersion('2026-06-01'))])
      .when(setting(aVersion('2026-06-01')))
      .thenIgnores();
  });

  it('leaves alone what was in force', () => {
    const since = [...active, priceSet(aVersion('2026-01-01'))];
    given(priceBook, since)
      .when(setting(aVersion('2026-05-14', seats('31'))))
      .thenRejects('PRICE_IN_FORCE', 'validFrom');
    given(priceBook, since)
      .when(setting(aVersion('2026-01-01', seats('31'))))
      .thenRejects('PRICE_IN_FORCE', 'validFrom');
    // Today's own version was told to somebody this morning.
    given(priceBook, [...since, priceSet(aVersion('2026-05-15'))])
      .when(setting(aVersion('2026-05-15', seats('31'))))
      .thenRejects('PRICE_IN_FORCE', 'validFrom');
    given(priceBook, since)
      .when(setting(aVersion('2026-05-15', seats('31'))))
      .thenAccepts(priceSet(aVersion('2026-05-15', seats('31'))));
  });

  it('replaces what has not begun, and fills what was never priced', () => {
    given(priceBook, [...active, priceSet(aVersion('2026-06-01'))])
      .when(setting(aVersion('2026-06-01', seats('31'))))
      .thenAccepts(priceSet(aVersion('2026-06-01', seats('31'))));
    given(priceBook, active)
      .when(setting(aVersion('2026-01-01')))
      .thenAccepts(priceSet(aVersion('2026-01-01')));
    // Nobody can have taken a price from a draft.
    given(priceBook, [...draft, priceSet(aVersion('2026-01-01'))])
      .when(setting(aVersion('2026-01-01', seats('31'))))
      .thenAccepts(priceSet(aVersion('2026-01-01', seats('31'))));
  });

  it('refuses what is no price, and a fee that is no amount of the currency', () => {
    given(priceBook, active)
      .when(setting(aVersion('2026-06-01', flat('-1', 1))))
      .thenRejects('PRICE_INVALID', 'price');
    given(priceBook, active)
      .when(setting(aVersion('2026-06-01', tiers([[99, '10']]))))
      .thenRejects('TIERS_INVALID', 'price');
    given(priceBook, active)
      .when(setting({ ...aVersion('2026-06-01'), setupFee: amount('-1') }))
      .thenRejects('PRICE_INVALID', 'setupFee');
    given(priceBook, [priceBookAdded({ currency: currency('JPY') }), priceBookActivated])
      .when(setting({ ...aVersion('2026-06-01'), setupFee: amount('0.5') }))
      .thenRejects('PRICE_INVALID', 'setupFee');
  });

  it('holds five thousand versions', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => priceSet(aVersion('2026-06-01'), aProductId(`p${n}`)));
    given(priceBook, [...active, ...many])
      .when(setting(aVersion('2026-06-01')))
      .thenRejects('PRICE_BOOK_FULL');
    given(priceBook, [...active, ...many.slice(1)])
      .when(setting(aVersion('2026-06-01')))
      .thenAccepts(priceSet(aVersion('2026-06-01')));
  });
});

describe('withdrawing a price', () => {
  const set = [...active, priceSet(aVersion('2026-05-15')), priceSet(aVersion('2026-05-16'))];
  it('takes back what has not begun', () => {
    given(priceBook, set)
      .when(withdrawing('2026-05-16'))
      .thenAccepts({
        type: 'PriceWithdrawn',
        data: { productId: PRODUCT, validFrom: civilDate('2026-05-16'), withdrawnOn: TODAY },
      });
    given(priceBook, [...draft, priceSet(aVersion('2026-01-01'))])
      .when(withdrawing('2026-01-01'))
      .thenAccepts({
        type: 'PriceWithdrawn',
        data: { productId: PRODUCT, validFrom: civilDate('2026-01-01'), withdrawnOn: TODAY },
      });
  });

  it('refuses what is in force, and what is not there', () => {
    given(priceBook, set).when(withdrawing('2026-05-15')).thenRejects('PRICE_IN_FORCE', 'validFrom');
    given(priceBook, set).when(withdrawing('2026-05-17')).thenRejects('PRICE_NOT_FOUND', 'validFrom');
  });
});
