import {
  type DocumentFact,
  type DocumentStory,
  discarded,
  drafted,
  finalised,
} from '../../support/controls/documents.ts';

const CURRENCIES = [
  { currency: 'EUR', units: (n: number) => `${n}.25`, tax: (n: number) => `${n}.05` },
  { currency: 'USD', units: (n: number) => `${n}.10`, tax: (n: number) => `${n}.01` },
  { currency: 'JPY', units: (n: number) => `${n}`, tax: (n: number) => `${n}` },
  { currency: 'KWD', units: (n: number) => `${n}.125`, tax: () => '0.000' },
] as const;

/** A document told by its number alone: currency, seller, day and contracts vary with it. */
export function documentStory(n: number): DocumentStory {
  const { currency, units, tax } = CURRENCIES[n % CURRENCIES.length] ?? CURRENCIES[0];
  const day = String(1 + (n % 28)).padStart(2, '0');
  const month = String(1 + (Math.floor(n / 28) % 12)).padStart(2, '0');
  return {
    name: `DOC-${n}`,
    type: n % 7 === 6 ? 'credit_note' : 'invoice',
    seller: n % 3 === 0 ? 'Ledgerline Inc' : 'Ledgerline GmbH',
    buyer: `customer ${n % 5}`,
    currency,
    issueDate: `2026-${month}-${day}`,
    lines: [
      [`contract ${n}`, units(n + 1)],
      [`contract ${n + 1}`, units(2 * n + 1), 'subsidiary'],
    ],
    taxes: [['standard', '19', tax(n)]],
  };
}

/** Documents that are drafted, finalised a while later, and some of them discarded or left as drafts. */
export function bookStory(documents: number): DocumentFact[] {
  const facts: DocumentFact[] = [];
  for (let n = 0; n < documents; n += 1) {
    facts.push(drafted(documentStory(n)));
    const earlier = n - 4;
    if (earlier >= 0) {
      facts.push(earlier % 9 === 8 ? discarded(documentStory(earlier)) : finalised(documentStory(earlier)));
    }
  }
  return facts;
}
