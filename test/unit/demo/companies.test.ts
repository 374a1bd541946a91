import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastFullQuarter, quarterNamed } from '../../../src/cli/demo/quarter.ts';
import { demoContents, writeDemoFiles } from '../../../src/cli/demo/write-files.ts';
import { checkReferences } from '../../../src/cli/import/check-references.ts';
import { readFolder } from '../../../src/cli/import/read-folder.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';

const Q3 = lastFullQuarter(civilDate('2026-11-22'));

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the quarter of the demonstration', () => {
  it.each([
    ['2026-11-22', '2026-Q3', '2026-07-01', '2026-09-30'],
    ['2026-03-31', '2025-Q4', '2025-10-01', '2025-12-31'],
    ['2026-04-01', '2026-Q1', '2026-01-01', '2026-03-31'],
  ])('on %s is %s, the last one that is over', (today, name, firstDay, lastDay) => {
    expect(lastFullQuarter(civilDate(today))).toEqual({ name, firstDay, lastDay });
    expect(quarterNamed(name)).toEqual({ name, firstDay, lastDay });
  });

  it('stays the one that was chosen first', () =>
    inFolder(async (folder) => {
      await writeDemoFiles(folder, civilDate('2026-11-22'));
      const before = await readFile(join(folder, '1-customers', 'contracts.csv'), 'utf8');
      const again = await writeDemoFiles(folder, civilDate('2027-05-01'));
      expect(again.quarter).toEqual(Q3);
      expect(await readFile(join(folder, '1-customers', 'contracts.csv'), 'utf8')).toBe(before);
    }));
});

describe('the companies of the demonstration', () => {
  it('are the same every time', () => {
    expect(demoContents(Q3)).toEqual(demoContents(Q3));
  });

  it.each(['2026-11-22', '2026-01-15', '2024-04-01', '2028-04-01', '2027-08-31'])('are valid on %s', (today) =>
    inFolder(async (folder) => {
      const { customers, changes } = await writeDemoFiles(folder, civilDate(today));
      const report = checkReferences(await readFolder(customers));
      expect(report.problems).toEqual([]);
      expect(report.referencesElsewhere).toBe(0);
      expect(checkReferences(await readFolder(changes)).problems).toEqual([]);
    }),
  );

  it('are a few hundred, in hierarchies of five levels, with four currencies', () =>
    inFolder(async (folder) => {
      const { customers, changes } = await writeDemoFiles(folder, civilDate('2026-11-22'));
      const { accountLevels, contracts, products } = await readFolder(customers);
      expect(accountLevels).toHaveLength(5);
      expect(accountLevels.flat().length).toBeGreaterThan(280);
      expect(new Set(accountLevels.flat().map(({ values }) => values.currency))).toEqual(
        new Set(['EUR', 'USD', 'GBP', 'JPY']),
      );
      expect(products).toHaveLength(16);
      expect(contracts).toHaveLength(400);
      const startDays = new Set(contracts.map(({ values }) => values.startDate.slice(8)));
      expect([...startDays]).toEqual(expect.arrayContaining(['01', '15', '28', '29', '30', '31']));
      expect(contracts.some(({ values }) => values.startDate === '2024-02-29')).toBe(true);
      const kinds = (await readFolder(changes)).changes.flat().map(({ values }) => values.kind);
      expect(kinds.filter((kind) => kind === 'adjust_seats').length).toBeGreaterThan(30);
      expect(kinds.filter((kind) => kind === 'cancel').length).toBeGreaterThan(5);
    }));
});
