import { expect, test } from 'vitest';
import { issueBy } from '../../../src/domain/invoice/issue-by.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { aDraft } from '../../support/controls/documents.ts';

const story = { name: 'D-1', lines: [['C-1', '100.00']], taxes: [] } as const;

function draftOf(taxCategory: 'standard' | 'reverse_charge') {
  const draft = aDraft(story);
  return {
    periodEnd: civilDate('2026-01-31'),
    lines: draft.lines.map((line) => ({ ...line, taxCategory })),
  };
}

test('services to a business in another member state: the 15th of the month after the service', () => {
  expect(issueBy(draftOf('reverse_charge'), 'DE', 'FR')).toBe('2026-02-15');
});

test.each([
  ['at home', draftOf('reverse_charge'), 'DE', 'DE'],
  ['from outside the EU', draftOf('reverse_charge'), 'CH', 'FR'],
  ['to outside the EU', draftOf('reverse_charge'), 'DE', 'US'],
  ['where the seller owes the tax', draftOf('standard'), 'DE', 'FR'],
  ['where nobody knows the country', draftOf('reverse_charge'), 'DE', null],
])('no day %s', (_what, draft, seller, buyer) => {
  expect(issueBy(draft, seller, buyer)).toBeNull();
});
