import { expect, test } from 'vitest';
import { contractNetsOf, netsAfter } from '../../../src/domain/ledger/contract-nets.ts';
import { aDraft, type DocumentStory } from '../../support/controls/documents.ts';

test('what a draft owes by contract follows its lines: taken off, added, and gone altogether', () => {
  const story: DocumentStory = {
    name: 'INV-1',
    lines: [
      ['C-1', '600.00'],
      ['C-2', '180.00'],
    ],
    taxes: [['standard', '19', '148.20']],
  };
  const draft = aDraft(story);
  const [first, second] = draft.lines;
  if (first === undefined || second === undefined) {
    throw new Error('The story has two lines');
  }
  const { subtotal, tax, total, taxTotals, periodStart, periodEnd } = draft;
  const change = { subtotal, tax, total, taxTotals, periodStart, periodEnd, reason: 'Late' };
  const before = contractNetsOf(draft);
  const off = netsAfter(before, { ...change, added: [], removed: [{ line: first, how: 'released' }] });
  expect(off).toEqual([{ contractId: second.contractId, accountId: second.accountId, net: '180.00' }]);
  const adjusted = netsAfter(off, {
    ...change,
    added: [{ ...second, amount: '-30.50' as typeof second.amount }],
    removed: [],
  });
  expect(adjusted.map(({ net }) => net)).toEqual(['149.50']);
});
