import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, redisServer, type TestServer } from '../support/servers.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { type StackClient, stackClient } from '../support/stack-client.ts';
import { type Company, changeSeats, foundCompany, SMALL_CONTRACTS } from './company.ts';

const BACKENDS = [{ backend: 'PostgreSQL', isHere: true } as const, { backend: 'Redis', isHere: hasRedis() } as const];

/**
 * A year's contracts billed through the whole program, by HTTP only. The tests tell one story, in order. Expected
 * figures are worked out beside them; tax is the default seller's: standard 19 %, rounded once for each document.
 */
describe.each(BACKENDS.filter(({ isHere }) => isHere))('billing, queues on $backend', ({ backend }) => {
  let redis: TestServer | undefined;
  let stack: Stack;
  let client: StackClient;
  let company: Company;

  beforeAll(async () => {
    redis = backend === 'Redis' ? await redisServer() : undefined;
    stack = await startStack({ workers: 2, env: redis === undefined ? {} : { REDIS_URL: redis.url } });
    client = stackClient(stack);
    company = await foundCompany(client);
  });
  afterAll(async () => {
    await stack?.remove();
    await redis?.close();
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') {
      process.stderr.write(stack.log().slice(-8_000));
    }
  });

  const invoices = (filter = '') => client.all(`/api/invoices?sort=invoiceNumber${filter}`);
  const documentsOf = async (runId: string) =>
    (await Promise.all([invoices(`&runId[eq]=${runId}`), client.all(`/api/credit-notes?runId[eq]=${runId}`)])).flat();
  const ofContract = async (name: string, kind: 'invoices' | 'credit-notes' = 'invoices') => {
    const rows = await client.all(`/api/${kind}?contractId[eq]=${company.contracts[name]}&sort=invoiceNumber`);
    return Promise.all(rows.map(({ id }) => client.get(`/api/${kind}/${id}`)));
  };
  const amounts = ({ items }: { items: { quantity: string; amount: string }[] }) =>
    items.map(({ quantity, amount }) => `${quantity} = ${amount}`).sort();

  async function expectNumbersWithoutGap(kind: 'invoices' | 'credit-notes', prefix: string, count: number) {
    const numbers = (await client.all(`/api/${kind}?sort=invoiceNumber`)).map((row) => row.invoiceNumber);
    const expected = Array.from({ length: count }, (_, index) => String(index + 1).padStart(6, '0'));
    // The year is that of today.
    expect(numbers.map((number) => number.replace(/^([A-Z]+)-\d{4}-/, '$1 '))).toEqual(
      expected.map((digits) => `${prefix} ${digits}`),
    );
  }

  /** Receivable by currency; and no currency out of balance. */
  async function receivables(): Promise<Record<string, string>> {
    const { balanced, currencies } = await client.get('/api/ledger/trial-balance');
    expect(balanced).toBe(true);
    for (const { debits, credits, difference } of currencies) {
      expect(Number(difference)).toBe(0);
      expect(debits).toBe(credits);
    }
    return Object.fromEntries(
      currencies.map((one: { currency: string; accounts: { accountCode: string; balance: string }[] }) => [
        one.currency,
        one.accounts.find(({ accountCode }) => accountCode === '1100')?.balance,
      ]),
    );
  }

  test('the first run, asked for twice at the same moment while two contracts are billed alone', async () => {
    const [small] = company.small;
    const generate = (contractId: string | undefined) =>
      client.send('POST', '/api/billing/generate', { contractId, periodEnd: '2026-01-01' });
    const start = (key: string) =>
      client.send('POST', '/api/billing/batch', { billingDate: '2026-01-01' }, { 'idempotency-key': key });
    const [one, other, alone, smallAlone, again] = await Promise.all([
      start('first'),
      start('second'),
      generate(company.contracts.monthly),
      generate(small),
      generate(small),
    ]);
    expect([one.status, other.status, alone.status, smallAlone.status]).toEqual([202, 202, 201, 201]);
    // The same write without a key, while the first is under way, is that one.
    expect(again.body.data.id).toBe(smallAlone.body.data.id);
    const jobs = await Promise.all([one, other].map(({ body }) => client.finished(body.data.jobId)));
    for (const job of jobs) {
      expect(job).toMatchObject({ status: 'completed', progress: 100, result: { exceptions: 0 } });
    }

    const found = await invoices();
    // One each for monthly, quarterly and yen, one for the two in dollars, and the small ones.
    expect(found).toHaveLength(4 + SMALL_CONTRACTS);
    const billed = found.filter(({ contractId }) => contractId !== null).map(({ contractId }) => contractId);
    const { monthly, quarterly, yen } = company.contracts;
    expect(billed.sort()).toEqual([monthly, quarterly, yen, ...company.small].sort());
    expect(found.find(({ contractId }) => contractId === monthly)?.id).toBe(alone.body.data.id);
    expect(found.find(({ contractId }) => contractId === small)?.id).toBe(smallAlone.body.data.id);
    await expectNumbersWithoutGap('invoices', 'INV', 44);
  });

  test('monthly in euros', async () => {
    // 7 × 19.99 = 139.93; 19 % = 26.5867
    const [invoice] = await ofContract('monthly');
    expect(invoice).toMatchObject({ subtotal: '139.93', tax: '26.59', total: '166.52', currency: 'EUR' });
    expect(invoice).toMatchObject({ periodStart: '2026-01-01', periodEnd: '2026-01-31', status: 'sent' });
    expect(invoice.taxTotals).toEqual([
      { category: 'standard', ratePercent: '19', taxable: '139.93', tax: '26.59', note: null },
    ]);
  });

  test('quarterly, seats by the month and packs at a price by the year', async () => {
    // 50 × 20.00 × 3 = 3000.00; 80 packs are tier 1: 80 × 120.00 ÷ 4 = 2400.00; 19 % of 5400.00 = 1026.00
    const [invoice] = await ofContract('quarterly');
    expect(amounts(invoice)).toEqual(['50 = 3000.00', '80 = 2400.00']);
    expect(invoice).toMatchObject({ subtotal: '5400.00', tax: '1026.00', total: '6426.00', periodEnd: '2026-03-31' });
  });

  test('two contracts of one buyer on one invoice in dollars, reverse charge', async () => {
    // 12 × 15 × 12 = 2160.00 for the year; 9999.99 ÷ 4 = 2499.9975, so 2500.00 for the first quarter
    const [row, ...others] = await invoices('&currency[eq]=USD');
    expect(others).toEqual([]);
    const invoice = await client.get(`/api/invoices/${row.id}`);
    expect(invoice).toMatchObject({ contractId: null, consolidated: true });
    expect(amounts(invoice)).toEqual(['1 = 2500.00', '12 = 2160.00']);
    expect(invoice).toMatchObject({ subtotal: '4660.00', tax: '0.00', total: '4660.00', periodEnd: '2026-12-31' });
    expect(invoice.taxTotals).toMatchObject([{ category: 'reverse_charge', ratePercent: '0', taxable: '4660.00' }]);
    expect(invoice.taxTotals[0].note).toMatch(/reverse charge/i);
  });

  test('yen have no decimals', async () => {
    // 3 × 1501 = 4503; 19 % = 855.57
    const [invoice] = await ofContract('yen');
    expect(invoice).toMatchObject({ subtotal: '4503', tax: '856', total: '5359', currency: 'JPY' });
  });

  test('the books after the first run', async () => {
    // Euros: 166.52 + 6426.00 + 40 × (50.00 + 9.50) = 8972.52
    await expect.poll(receivables, { timeout: 20_000 }).toEqual({ EUR: '8972.52', JPY: '5359', USD: '4660.00' });
  });

  test('the same run again finds nothing', async () => {
    const before = await invoices();
    const job = await client.bill('2026-01-01', 'once-more');
    expect(job.result).toMatchObject({ documents: 0, exceptions: 0 });
    expect(await invoices()).toEqual(before);
    // Generating what is billed answers the invoice that is there.
    const monthly = { contractId: company.contracts.monthly, periodEnd: '2026-01-01' };
    const [invoice] = await ofContract('monthly');
    expect((await client.post('/api/billing/generate', monthly)).id).toBe(invoice.id);
    const later = await client.send('POST', '/api/billing/generate', {
      contractId: company.contracts.later,
      periodEnd: '2026-01-30',
    });
    expect([later.status, later.body.error.code]).toEqual([409, 'NOTHING_DUE']);
  });

  test('changes in the middle of a period come as true-up, credit note and tier crossing', async () => {
    await changeSeats(client, company);
    const { id, result } = await client.bill('2026-01-31');
    expect(result).toMatchObject({ documents: 3, exceptions: 0 });
    expect(await documentsOf(id)).toHaveLength(3);

    // 10 seats more on the 45 days from 15 February to 31 March, of 90: 10 × 60.00 × 45/90 = 300.00.
    // From 2 March, 30 days of 90: 80 packs back at 30.00 × 30/90 = 10.00; 110 are tier 2: 24.00 × 30/90 = 8.00 each.
    // 300.00 − 800.00 + 880.00 = 380.00; 19 % = 72.20
    const [, trueUp] = await ofContract('quarterly');
    expect(amounts(trueUp)).toEqual(['-80 = -800.00', '10 = 300.00', '110 = 880.00']);
    expect(trueUp).toMatchObject({ subtotal: '380.00', tax: '72.20', total: '452.20', runId: id });

    // January has 31 days. Owed for 3 seats on 10 days and 1 on 21: (45030 + 31521) ÷ 31 = 2469.39, charged 4503.
    // 4503 − 2469 = 2034 back; 19 % = 386.46
    const [credit] = await ofContract('yen', 'credit-notes');
    const [credited] = await ofContract('yen');
    expect(amounts(credit)).toEqual(['2 = 2034']);
    expect(credit).toMatchObject({ subtotal: '2034', tax: '386', total: '2420', corrects: [credited.id] });
    expect(credit.credits).toMatchObject([{ invoiceId: credited.id, amount: '2420' }]);
    expect(credited).toMatchObject({ creditedAmount: '2420', balanceDue: '2939' }); // 5359 − 2420

    // From 31 January on: 4 × 10.00 × 3 = 120.00; 19 % = 22.80. Its first period ends on 29 April.
    const [first] = await ofContract('later');
    expect(first).toMatchObject({ subtotal: '120.00', tax: '22.80', total: '142.80' });
    expect(first).toMatchObject({ periodStart: '2026-01-31', periodEnd: '2026-04-29' });
  });

  test('a contract that ends early gives back the days that are not served', async () => {
    const path = `/api/contracts/${company.contracts.later}`;
    const cancelled = await client.post(`${path}/cancel`, { lastServiceDay: '2026-02-28', reason: 'Moved out' });
    expect(cancelled).toMatchObject({ status: 'cancelled', lastServiceDay: '2026-02-28' });
    const { id, result } = await client.bill('2026-02-28');
    // February of monthly, yen and the small ones, and the credit note.
    expect(result).toMatchObject({ documents: 3 + SMALL_CONTRACTS, exceptions: 0 });
    expect(await documentsOf(id)).toHaveLength(3 + SMALL_CONTRACTS);

    // 31 January to 29 April are 1 + 28 + 31 + 29 = 89 days, of which 29 are served: 120.00 × 29/89 = 39.10.
    // 120.00 − 39.10 = 80.90; 19 % = 15.371
    const [credit] = await ofContract('later', 'credit-notes');
    const [invoice] = await ofContract('later');
    expect(credit).toMatchObject({ subtotal: '80.90', tax: '15.37', total: '96.27', corrects: [invoice.id] });
    // 1501 for the one who stayed; 19 % = 285.19
    const [, yen] = await ofContract('yen');
    expect(yen).toMatchObject({ subtotal: '1501', tax: '285', total: '1786' });
  });

  test('the register and the books at the end', async () => {
    await expectNumbersWithoutGap('invoices', 'INV', 44 + 2 + 42);
    await expectNumbersWithoutGap('credit-notes', 'CN', 2);
    // Euros: 8972.52 + (452.20 + 142.80) + (166.52 + 40 × 59.50 − 96.27) = 12017.77; yen: 5359 − 2420 + 1786
    await expect.poll(receivables, { timeout: 20_000 }).toEqual({ EUR: '12017.77', JPY: '4725', USD: '4660.00' });
  });

  test('the quarters of an annual price sum to it', async () => {
    const contractId = company.contracts.support;
    const quarters: string[] = [];
    for (const day of ['2026-04-01', '2026-07-01', '2026-10-01']) {
      const body = { contractId, periodStart: day, periodEnd: day };
      quarters.push((await client.post('/api/billing/generate', body)).subtotal);
    }
    // Rounded upwards from the start of the year: 5000.00 − 2500.00, 7499.99 − 5000.00, 9999.99 − 7499.99
    expect(quarters).toEqual(['2500.00', '2499.99', '2500.00']);
  });

  test('hierarchy, children, ancestors and descendants say the same, also after a move', async () => {
    const { accounts } = company;
    const under = (name: string, what: string) => client.get(`/api/accounts/${accounts[name]}/${what}`);
    type Node = { accountName: string; depth: number; children: Node[] };
    const flat = (node: Node): string[] => [`${node.depth} ${node.accountName}`, ...node.children.flatMap(flat)];
    const names = (rows: Node[]) => rows.map(({ accountName }) => accountName);
    const placed = (rows: Node[]) => rows.map(({ depth, accountName }) => `${depth} ${accountName}`);

    const expectTree = async (tree: string[]) => {
      expect(flat(await under('Helios Group', 'hierarchy'))).toEqual(tree);
      expect(placed(await under('Helios Group', 'descendants')).sort()).toEqual(tree.slice(1).sort());
      const children = tree.filter((line) => line.startsWith('1 ')).map((line) => line.slice(2));
      expect(names(await under('Helios Group', 'children'))).toEqual(children);
    };
    await expectTree([
      '0 Helios Group',
      '1 Helios Americas',
      '1 Helios Europe',
      '2 Helios DACH',
      '3 Helios Berlin',
      '4 Helios Berlin Mitte',
      '1 Helios Tokyo',
    ]);
    const ways = ['0 Helios Group', '1 Helios Europe', '2 Helios DACH', '3 Helios Berlin'];
    expect(placed(await under('Helios Berlin Mitte', 'ancestors'))).toEqual(ways);

    const dach = `/api/accounts/${accounts['Helios DACH']}`;
    const cycle = await client.send('PATCH', dach, { parentAccountId: accounts['Helios Berlin Mitte'] });
    expect([cycle.status, cycle.body.error.code]).toEqual([409, 'ACCOUNT_CYCLE']);
    await client.patch(dach, { parentAccountId: accounts['Helios Tokyo'] });
    await expectTree([
      '0 Helios Group',
      '1 Helios Americas',
      '1 Helios Europe',
      '1 Helios Tokyo',
      '2 Helios DACH',
      '3 Helios Berlin',
      '4 Helios Berlin Mitte',
    ]);
    const moved = ['0 Helios Group', '1 Helios Tokyo', '2 Helios DACH', '3 Helios Berlin'];
    expect(placed(await under('Helios Berlin Mitte', 'ancestors'))).toEqual(moved);
  });

  test('lists by filter, order and page', async () => {
    const rows = async (path: string) => (await client.send('GET', path)).body;
    const helios = await rows('/api/accounts?accountName[like]=HELIOS&sort=accountName');
    expect(helios.data.map((row: { accountName: string }) => row.accountName)).toEqual([
      'Helios Americas',
      'Helios Berlin',
      'Helios Berlin Mitte',
      'Helios DACH',
      'Helios Europe',
      'Helios Group',
      'Helios Tokyo',
    ]);
    expect(helios.paging).toMatchObject({ offset: 0, limit: 20, total: 7, totalPages: 1, hasNext: false });
    const quarterly = await rows('/api/contracts?billingFrequency[in]=quarterly,annual&status[eq]=active');
    expect(quarterly.data.map((row: { contractNumber: string }) => row.contractNumber).sort()).toEqual([
      'C-annual',
      'C-quarterly',
      'C-support',
    ]);
    const skus = await rows('/api/products?pricingModel[ne]=flat_fee&sort=sku');
    expect(skus.data.map((row: { sku: string }) => row.sku)).toEqual(['PLAT', 'STOR']);

    // 88 and the three quarters of support
    const second = await rows('/api/invoices?sort=invoiceNumber&limit[eq]=40&offset[eq]=40');
    expect(second.paging).toMatchObject({ offset: 40, limit: 40, total: 91, totalPages: 3, hasNext: true });
    const everyone = await invoices();
    expect(second.data.map((row: { id: string }) => row.id)).toEqual(everyone.slice(40, 80).map(({ id }) => id));
    expect(new Set(everyone.map(({ id }) => id)).size).toBe(91);
    const large = await invoices('&total[gte]=4660&currency[nin]=JPY');
    expect(large.map(({ total }) => total).sort()).toEqual(['4660.00', '6426.00']);
    const wrong = await client.send('GET', '/api/invoices?colour[eq]=red');
    expect([wrong.status, Object.keys(wrong.body.error.details.validationErrors)]).toEqual([400, ['colour[eq]']]);
  });

  test('who sends the position of a write reads that write', async () => {
    for (let index = 0; index < 20; index += 1) {
      const account = { accountName: `Read at once ${index}`, accountType: 'startup' };
      const { body } = await stack.request('POST', '/api/accounts', account);
      const path = `/api/accounts?accountName[eq]=Read%20at%20once%20${index}&min-position=${body.position}`;
      expect((await stack.request('GET', path)).body.data).toMatchObject([{ id: body.data.id }]);
    }
    const far = await client.send('GET', `/api/accounts?min-position=${2n ** 62n}`);
    expect([far.status, far.body.error.code]).toEqual([503, 'PROJECTION_BEHIND']);
    expect(Number(far.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
