import { afterAll, beforeAll, expect, it } from 'vitest';
import { priceBookStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { directoryGroup } from '../../../src/projections/directory/group.ts';
import { rebuildGroups } from '../../../src/projections/runner/rebuild.ts';
import { seats } from '../../support/contracts.ts';
import {
  aPriceBookId,
  aVersion,
  priceBookActivated,
  priceBookAdded,
  priceSet,
} from '../../support/controls/price-books.ts';
import { aProductId } from '../../support/controls/products.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { type DirectoryStack, directoryStack } from '../../support/directory-stack.ts';

let stack: DirectoryStack;
beforeAll(async () => {
  stack = await directoryStack();
});
afterAll(() => stack?.close());

const withdrawn = { productId: aProductId('seats'), validFrom: civilDate('2027-01-01') };

const post = async (url: string, payload: object) =>
  (await stack.app.inject({ method: 'POST', url, payload })).json().data;

it('a rebuild gives the rows that came one by one, and searches go on after the swap', async () => {
  const parent = await post('/api/accounts', { accountName: 'Holding', accountType: 'smb', billingCity: 'Paris' });
  const child = await post('/api/accounts', {
    accountName: 'Daughter',
    accountType: 'smb',
    parentAccountId: parent.id,
  });
  const other = await post('/api/accounts', { accountName: 'Other', accountType: 'smb', creditLimit: '10' });
  await post('/api/products', { name: 'Seats', sku: 'SEAT', pricingModel: 'flat_fee', basePrice: '1.50' });
  await stack.eventStore.append(
    priceBookStream(TENANT, aPriceBookId('overseas')),
    -1,
    [
      priceBookAdded(),
      priceSet(aVersion('2026-01-01')),
      priceSet(aVersion('2026-01-01', seats('31'))),
      priceSet(aVersion('2027-01-01')),
      priceBookActivated,
      { type: 'PriceWithdrawn', data: { ...withdrawn, withdrawnOn: civilDate('2026-05-15') } },
      { type: 'PriceBookChanged', data: { name: 'Abroad' } },
    ],
    aProvenance(),
  );
  const payload = { parentAccountId: other.id, creditLimit: '5.10' };
  await stack.app.inject({ method: 'PATCH', url: `/api/accounts/${child.id}`, payload });
  await stack.app.inject({ method: 'DELETE', url: `/api/accounts/${parent.id}` });

  const { signal } = new AbortController();
  const log = { info() {}, warn() {}, error() {} };
  const [owner, pool] = [stack.database.pool('owner'), stack.database.pool('projector')];
  const context = { feed: stack.feed, owner, pool, log, now: Date.now, signal };
  const [report] = await rebuildGroups(context, [directoryGroup], { compare: true });
  expect(report).toMatchObject({ group: 'directory', differences: [], swapped: true, halt: undefined });

  const { rows } = await stack.database
    .pool('projector')
    .query(
      'SELECT b.name, b.status, p.price FROM directory.price_books b JOIN directory.price_book_prices p ON p.price_book_id = b.id',
    );
  expect(rows).toEqual([{ name: 'Abroad', status: 'active', price: seats('31') }]);

  const found = await stack.app.inject('/api/accounts?accountName[like]=daughter');
  expect(found.json().data).toMatchObject([{ id: child.id, parent: { id: other.id }, creditLimit: '5.10' }]);
  const later = await post('/api/accounts', { accountName: 'After the swap', accountType: 'smb' });
  const again = await stack.app.inject('/api/accounts?accountName[like]=the swap');
  expect(again.json().data).toMatchObject([{ id: later.id }]);
});
