import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRuntime } from '../../src/embedded/runtime.ts';
import { runCommand } from '../support/command-line.ts';
import { startStack } from '../support/stack.ts';

let folder = '';
let data = '';

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ledgerline-import-'));
  folder = await mkdtemp(join(tmpdir(), 'ledgerline-files-'));
  await writeFile(
    join(folder, 'accounts.csv'),
    'reference,accountName,parentReference,currency\nB,Beech,A,EUR\nA,Ash,,EUR\nC,Cedar,,EURO\n',
  );
  await writeFile(
    join(folder, 'contracts.csv'),
    'contractNumber,accountReference,seats,seatPrice,startDate,endDate,billingFrequency,status\nC-1,B,10,5,2026-01-01,2026-12-31,monthly,active\n',
  );
});
afterAll(async () => {
  await rm(data, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

async function importIt(...parameters: string[]) {
  const run = runCommand('import', [folder, ...parameters], { LEDGERLINE_DATA: data, LOG_LEVEL: 'warn' });
  return { code: await run.ended, output: run.output(), errors: run.errors() };
}

const countsOf = (output: string) =>
  JSON.parse(output).files.map(({ file, added, unchanged, refused }: Record<string, unknown>) => [
    file,
    added,
    unchanged,
    refused,
  ]);

// Stacks start and stop here, beside whatever else the machine does.
describe('the import from the command line', { timeout: 240_000 }, () => {
  it('checks files without starting anything', async () => {
    const { code, output } = await importIt('--dry-run');
    expect(code).toBe(2);
    expect(output).toContain('accounts.csv, line 4, currency: must be an active ISO 4217 currency code');
    expect(output).toContain('Checked only, nothing was written.');
    expect(await readRuntime(join(data, 'default'))).toBeUndefined();
  });

  it('starts a stack for itself when none runs, and stops it', async () => {
    const { code, output, errors } = await importIt('--json');
    expect([code, errors]).toEqual([2, expect.stringContaining('accounts.csv: 2 rows')]);
    expect(countsOf(output).slice(0, 3)).toEqual([
      ['accounts.csv', 2, 0, 1],
      ['products.csv', 0, 0, 0],
      ['contracts.csv', 1, 0, 0],
    ]);
    expect(await readRuntime(join(data, 'default'))).toBeUndefined();
  });

  it('works on the stack that runs, and finds there what it made before', async () => {
    const stack = await startStack({ directory: data });
    const { output } = await importIt('--json');
    expect(countsOf(output).slice(0, 3)).toEqual([
      ['accounts.csv', 0, 2, 1],
      ['products.csv', 0, 0, 0],
      ['contracts.csv', 0, 1, 0],
    ]);
    const { body } = await stack.request('GET', '/api/contracts?contractNumber[eq]=C-1');
    expect(body.data).toMatchObject([
      { contractNumber: 'C-1', status: 'active', seatCount: 10, account: { accountName: 'Beech' } },
    ]);
    await stack.stop();
  });

  it('ends with 1 and a sentence when there is nothing to import', async () => {
    const run = runCommand('import', [data], { LEDGERLINE_DATA: data });
    expect(await run.ended).toBe(1);
    expect(run.errors()).toContain('has none of the files accounts.csv, products.csv, contracts.csv, changes.csv');
  });
});
