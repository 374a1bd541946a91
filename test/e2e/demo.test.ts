import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRuntime } from '../../src/embedded/runtime.ts';
import { runCommand } from '../support/command-line.ts';

const PATIENCE_MS = 420_000;
let data = '';

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ledgerline-demo-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

const demo = (...parameters: string[]) =>
  runCommand('demo', parameters, { LEDGERLINE_DATA: data, PORT: '0', LOG_LEVEL: 'warn' });

/** A row of a table of the summary: its figures. */
const figuresOf = (output: string, row: string) =>
  output
    .split('\n')
    .find((line) => line.trimStart().startsWith(row))
    ?.slice(row.length + 2)
    .trim()
    .split(/ {3,}/);

describe('the demonstration', () => {
  it(
    'imports companies, bills a quarter, and shows books that balance',
    async () => {
      const run = demo('--exit');
      expect([await run.ended, run.errors()]).toEqual([0, expect.not.stringContaining('Error')]);
      const output = run.output();
      expect(figuresOf(output, 'accounts.csv')).toEqual(['366', '0', '0', '0']);
      expect(figuresOf(output, 'contracts.csv')).toEqual(['400', '0', '0', '0']);
      expect(Number(figuresOf(output, 'Invoices')?.[0])).toBeGreaterThan(300);
      expect(Number(figuresOf(output, 'Credit notes')?.[0])).toBeGreaterThan(3);
      for (const currency of ['EUR', 'USD', 'GBP', 'JPY']) {
        expect(Number(figuresOf(output, `${currency}  invoices`)?.[0])).toBeGreaterThan(0);
      }
      expect(output).toContain('none: every contract in scope was billed, or had nothing due');
      expect(output).toMatch(/INV-\d{4}-000001 to .* no gaps/);
      expect(output).toMatch(/CN-\d{4}-000001 to .* no gaps/);
      expect(figuresOf(output, 'Difference')?.map(Number)).toEqual([0, 0, 0, 0]);
      // What customers owe is what was invoiced less what was credited.
      expect(figuresOf(output, '1100 Trade receivables')).toEqual(
        ['EUR', 'GBP', 'JPY', 'USD'].map((currency) => figuresOf(output, `${currency}  together`)?.at(-1)),
      );
      expect(output).toContain('The books balance');
      expect(await readRuntime(join(data, 'demo'))).toBeUndefined();
    },
    PATIENCE_MS,
  );

  it(
    'makes nothing a second time, and leaves the API up until it is stopped',
    async () => {
      const run = demo();
      await run.said('Stop with Ctrl+C.');
      expect(figuresOf(run.output(), 'accounts.csv')).toEqual(['0', '366', '0', '0']);
      expect(figuresOf(run.output(), 'changes.csv')?.slice(0, 1)).toEqual(['0']);
      expect(run.output()).toContain('All of it was billed before: nothing is due twice.');
      const documentation = /documentation: (\S+)/.exec(run.output())?.[1] ?? '';
      expect((await fetch(documentation)).status).toBe(200);
      run.child.kill('SIGINT');
      expect(await run.ended).toBe(0);
      expect(await readRuntime(join(data, 'demo'))).toBeUndefined();
    },
    PATIENCE_MS,
  );

  it('says which port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const run = runCommand('demo', ['--exit'], { LEDGERLINE_DATA: data, PORT: String(port) });
    expect(await run.ended).toBe(1);
    expect(run.errors()).toContain(`Port ${port} is taken by another program.`);
    server.close();
  });
});
